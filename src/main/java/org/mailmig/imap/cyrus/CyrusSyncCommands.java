// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.cyrus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.mailmig.imap.cyrus.CyrusSyncMailbox.Annotation;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.text.ServerText;

/**
 * The commands that Cyrus' sync_client sends to a replica (Cyrus 3.6, SYNCGET and SYNCAPPLY in imapd), open to an admin. They
 * overwrite, and a message's text follows an announcement that is not an IMAP literal: a server that did not recognise it would execute
 * the text as commands. Therefore everything that precedes a text is strictly validated here.
 */
public final class CyrusSyncCommands extends CyrusSyncReader {
    private static final Pattern PARTITION = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
    private static final Pattern UNIQUE_ID = Pattern.compile("[A-Za-z0-9_-]{8,64}");
    private static final Pattern OPTIONS = Pattern.compile("[A-Z]{0,20}");

    public CyrusSyncCommands(Conversation conversation) {
        super(conversation);
    }

    /** Returns whether this id can be given to a folder. */
    public static boolean isUniqueId(String id) {
        return UNIQUE_ID.matcher(id).matches();
    }

    /** Sends texts; {@link #state} puts them into folders. {@link #forget} or the end of the connection discards them. */
    public void texts(String partition, List<CyrusSyncMessage> messages, List<AppendMessage.Body> bodies)
            throws IOException {
        checked(PARTITION, partition, "partition");
        Command command = null;
        int line = 0;
        for (int i = 0; i < messages.size(); i++) {
            CyrusSyncMessage message = messages.get(i);
            String announced = "%{" + partition + " " + message.sha1() + " " + message.size() + "}\r\n";
            line += announced.length() + 1;
            if (command != null && line > Command.MOST_LINE) {
                conversation.run(command.text(")"), ResponseHandler.NONE);
                command = null;
            }
            if (command == null) {
                command = new Command("SYNCAPPLY MESSAGE").text(" (" + announced);
                line = "M1000000 SYNCAPPLY MESSAGE ()".length() + announced.length();
            } else {
                command.text(" " + announced);
            }
            command.octets(message.size(), bodies.get(i));
        }
        if (command != null) {
            conversation.run(command.text(")"), ResponseHandler.NONE);
        }
    }

    /** Discards what was sent by {@link #texts} and is in no folder. */
    public void forget() throws IOException {
        conversation.run(new Command("SYNCRESTART"), ResponseHandler.NONE);
    }

    /**
     * Makes the folder what {@code folder} says, with {@code added} after its last message. A folder that never had a message takes
     * another id, and with it any UIDVALIDITY; for any other folder the server refuses that.
     *
     * @param before what the folder must be now, compared by the server in the same step; {@code null}: anything
     * @throws CommandRefusedException if it is something else, or if the checksum is wrong
     */
    public void state(CyrusSyncMailbox folder, CyrusSyncMailbox before, List<CyrusSyncMessage> added)
            throws IOException {
        long crc = folder.crc();
        StringBuilder records = new StringBuilder();
        for (CyrusSyncMessage message : added) {
            crc ^= message.crc();
            records.append(records.isEmpty() ? "" : " ").append(message.record());
        }
        String since = before == null
                ? ""
                : " SINCE_MODSEQ " + before.highestModSeq() + " SINCE_CRC " + before.crc() + " SINCE_CRC_ANNOT "
                        + before.annotationCrc();
        Command command = new Command("SYNCAPPLY MAILBOX")
                .text(" %(UNIQUEID " + checked(UNIQUE_ID, folder.uniqueId(), "mailbox id") + " MBOXNAME ")
                .text(quoted(folder.name()))
                .text(since + " SYNC_CRC " + crc + " SYNC_CRC_ANNOT " + folder.annotationCrc())
                .text(" LAST_UID " + folder.lastUid() + " HIGHESTMODSEQ " + folder.highestModSeq())
                .text(" UIDVALIDITY " + folder.uidValidity() + " RECENTUID 0 RECENTTIME 0 LAST_APPENDDATE 0")
                .text(" POP3_LAST_LOGIN 0 POP3_SHOW_AFTER 0")
                .text(" PARTITION " + checked(PARTITION, folder.partition(), "partition"))
                .text(" ACL " + quoted(folder.acl()) + " OPTIONS " + options(folder))
                .text(" CREATEDMODSEQ 1 FOLDERMODSEQ " + Math.max(1, folder.highestModSeq()));
        annotations(command, folder.annotations());
        conversation.run(command.text(" RECORD (" + records + "))"), ResponseHandler.NONE);
    }

    private static String options(CyrusSyncMailbox folder) {
        String options = checked(OPTIONS, folder.options(), "options");
        return options.isEmpty() ? "\"\"" : options;
    }

    private static void annotations(Command command, List<Annotation> annotations) {
        for (int i = 0; i < annotations.size(); i++) {
            Annotation each = annotations.get(i);
            command.text(i == 0 ? " ANNOTATIONS (" : " ")
                    .text("%(ENTRY " + quoted(each.entry()) + " USERID " + quoted(each.user()) + " MODSEQ 0 VALUE ");
            value(command, each.value());
            command.text(")");
        }
        if (!annotations.isEmpty()) {
            command.text(")");
        }
    }

    /** Appends a value of any bytes, which an owner wrote: as an IMAP literal unless it is a plain line. */
    private static void value(Command command, String value) {
        if (value.length() < Command.MOST_QUOTED && value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            command.text(quoted(value));
        } else {
            byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
            // Not synchronising: Cyrus reads this list without ever asking for more. Conversation counts its line all
            // the same.
            command.literal(octets.length, false, out -> out.write(octets));
        }
    }

    private static String checked(Pattern pattern, String text, String what) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("not a " + what + " that can be sent: " + ServerText.shown(text));
        }
        return text;
    }
}
