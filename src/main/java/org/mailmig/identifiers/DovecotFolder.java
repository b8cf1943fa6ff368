// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A folder's present state in Dovecot, as doveadm reports it. */
record DovecotFolder(long uidValidity, long uidNext, long highestModSeq, long messages, String guid) {
    /** Other text crashes Dovecot's worker, and the connection with it. */
    private static final Pattern GUID = Pattern.compile("[0-9a-f]{32}");

    /** The command that asks for the state of these folders. */
    static Doveadm.Command request(String user, List<String> names) {
        return Doveadm.command("mailboxStatus", user)
                .with("field", List.of("uidvalidity", "uidnext", "highestmodseq", "guid", "messages"))
                .with("mailboxMask", names);
    }

    /** By name. @param body the response to {@code mailboxStatus} */
    static Map<String, DovecotFolder> listed(JsonNode body) {
        Map<String, DovecotFolder> folders = new HashMap<>();
        for (JsonNode each : body) {
            folders.put(
                    each.path("mailbox").asText(),
                    new DovecotFolder(
                            each.path("uidvalidity").asLong(),
                            each.path("uidnext").asLong(),
                            each.path("highestmodseq").asLong(),
                            each.path("messages").asLong(),
                            each.path("guid").asText()));
        }
        return folders;
    }

    boolean isUntouched() {
        return messages == 0 && uidNext <= 1;
    }

    boolean isAsRequested(RequestedIds folder) {
        return uidValidity == folder.uidValidity() && (!accepts(folder.mailboxId()) || guid.equals(folder.mailboxId()));
    }

    /** Returns whether it can be set as a GUID. */
    static boolean accepts(String mailboxId) {
        return mailboxId != null && GUID.matcher(mailboxId).matches();
    }

    /** Why the folder does not have the requested GUID; {@code null} if it has. */
    String loss(RequestedIds folder) {
        if (folder.mailboxId() == null) {
            return "the source reports none";
        }
        if (!accepts(folder.mailboxId())) {
            return "Dovecot accepts only 32 hexadecimal digits, but the source has " + folder.mailboxId();
        }
        return guid.equals(folder.mailboxId()) ? null : "Dovecot did not accept it";
    }

    /** Adds the requested identifiers to a command that updates the folder. */
    static Doveadm.Command identify(Doveadm.Command command, RequestedIds folder) {
        if (accepts(folder.mailboxId())) {
            command.with("mailboxGuid", folder.mailboxId());
        }
        if (folder.hasUidValidity()) {
            command.with("uidValidity", String.valueOf(folder.uidValidity()));
        }
        if (folder.highestModSeq() > 0) {
            // Before the first message: all messages are then changes to a cache, however old, and none is missed.
            command.with("minHighestModseq", String.valueOf(folder.highestModSeq()));
        }
        return command;
    }
}
