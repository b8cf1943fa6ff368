// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.wire.ResponseReader;

/** The items of STATUS (RFC 9051, 6.3.11 and 7.3.4): which to request of a server, and their values in a response. */
final class StatusItems {
    private StatusItems() {}

    /** @param octets whether to request the bytes of the folder too, if STATUS=SIZE is offered */
    static String of(Capabilities capabilities, boolean octets) {
        return "(MESSAGES UIDNEXT UIDVALIDITY"
                + (capabilities.has("CONDSTORE") ? " HIGHESTMODSEQ" : "")
                + (octets && SizeCommands.areOffered(capabilities) ? " SIZE)" : ")");
    }

    /** Marks what the items of STATUS need beyond RFC 9051. */
    static Command using(Command command, Capabilities capabilities, boolean octets) {
        if (capabilities.has("CONDSTORE")) {
            command.uses(Feature.CONDSTORE);
        }
        return octets && SizeCommands.areOffered(capabilities) ? command.uses(Feature.STATUS_SIZE) : command;
    }

    /** Reads the counters after the name in a STATUS line. */
    static FolderStatus read(ResponseReader in) throws IOException {
        long messages = 0;
        long uidValidity = 0;
        long uidNext = 0;
        long highestModSeq = 0;
        long octets = -1;
        in.blank();
        in.expect('(');
        for (in.blank(); !in.take(')'); in.blank()) {
            String item = in.item();
            in.blank();
            switch (item) {
                case "MESSAGES" -> messages = in.number();
                case "UIDVALIDITY" -> uidValidity = in.number();
                case "UIDNEXT" -> uidNext = in.number();
                case "HIGHESTMODSEQ" -> highestModSeq = in.number();
                case "SIZE" -> octets = in.number();
                default -> {
                    in.skipValue();
                    if (in.atLineEnd()) {
                        return new FolderStatus(messages, uidValidity, uidNext, highestModSeq, octets);
                    }
                }
            }
        }
        return new FolderStatus(messages, uidValidity, uidNext, highestModSeq, octets);
    }
}
