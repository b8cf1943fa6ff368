// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import org.mailmig.imap.wire.Status;

/** The server's answer to a CREATE that was only an attempt. */
public enum CreateResult {
    MADE,
    /** The folder exists according to the server (ALREADYEXISTS, RFC 5530). */
    EXISTS,
    /** The server gave no reason, or one that may concern the name (CANNOT). */
    REFUSED,
    /** The name is not the reason: rights, quota, limits, throttling. */
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
