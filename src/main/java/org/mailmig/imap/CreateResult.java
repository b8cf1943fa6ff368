// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import org.mailmig.imap.wire.Status;

/** What a server answered to a CREATE that was only an attempt. */
public enum CreateResult {
    MADE,
    /** There is such a folder, in the server's opinion (ALREADYEXISTS, RFC 5530). */
    EXISTS,
    /** The server gave no reason, or one that may lie in the name (CANNOT). */
    REFUSED,
    /** The reason is not the name: rights, quota, limits, a server that asks for patience. */
    REFUSED_FOR_ANOTHER_REASON;

    static CreateResult of(Status status) {
        if (status.ok()) {
            return MADE;
        }
        return switch (status.code()) {
            case "ALREADYEXISTS" -> EXISTS;
            case "NOPERM",
                    "OVERQUOTA",
                    "LIMIT",
                    "THROTTLED",
                    "INUSE",
                    "UNAVAILABLE",
                    "SERVERBUG",
                    "TRYLATER",
                    "PRIVACYREQUIRED",
                    "AUTHORIZATIONFAILED",
                    "EXPIRED",
                    "CONTACTADMIN",
                    "CORRUPTION" -> REFUSED_FOR_ANOTHER_REASON;
            default -> REFUSED;
        };
    }
}
