// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.AclGrant;
import org.mailmig.imap.wire.ResponseReader;

/** GETACL and SETACL (RFC 4314, 3.1 and 3.3). */
public final class AclCommands {
    private AclCommands() {}

    static Command get(String rawName) {
        return new Command("GETACL").string(rawName);
    }

    /** Replaces all rights of the identifier. */
    public static Command set(String rawName, AclGrant grant) {
        return new Command("SETACL").string(rawName).string(grant.identifier()).string(grant.rights());
    }

    /** Reads {@code ACL mailbox identifier rights ...} (RFC 4314, 3.6). */
    static final class Answer implements ResponseHandler {
        final List<AclGrant> grants = new ArrayList<>();

        @Override
        public void data(long number, String name, ResponseReader in) throws IOException {
            if (!name.equals("ACL")) {
                return;
            }
            in.blank();
            in.astring();
            for (in.blank(); !in.atLineEnd(); in.blank()) {
                String identifier = in.astring();
                in.blank();
                String rights = in.atLineEnd() ? "" : in.astring();
                if (identifier.isEmpty()) {
                    return; // what is not a string is left to the reader, which skips the line
                }
                grants.add(new AclGrant(identifier, rights));
            }
        }
    }
}
