// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.mailmig.servers.MailServer;

/**
 * What a user does with a mail client, with a new login for each action. Folder names are decoded and have the server's
 * separator.
 */
public final class Mailbox {
    private static final int BATCH_OCTETS = 4 << 20;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final MailServer server;
    private final String user;

    public Mailbox(MailServer server, String user) {
        this.server = server;
        this.user = user;
    }

    public String user() {
        return user;
    }

    public MailServer server() {
        return server;
    }

    /** Makes the folders and subscribes to them; those that exist already are left as they are. */
    public Mailbox create(String... folders) {
        return create(List.of(folders));
    }

    public Mailbox create(Iterable<String> folders) {
        use(wire -> {
            Snapshot seen = SnapshotReader.listed(wire);
            for (String folder : folders) {
                if (!seen.folders().containsKey(folder)) {
                    wire.command("CREATE " + raw(folder));
                    wire.command("SUBSCRIBE " + raw(folder));
                }
            }
        });
        return this;
    }

    /** Puts the messages into their folders, which exist, in this order. */
    public Mailbox append(Mail... mails) {
        return append(List.of(mails));
    }

    public Mailbox append(List<Mail> mails) {
        Map<String, List<Mail>> byFolder = new LinkedHashMap<>();
        mails.forEach(each -> byFolder.computeIfAbsent(each.folder(), name -> new ArrayList<>())
                .add(each));
        use(wire -> byFolder.forEach((folder, each) -> append(wire, folder, each)));
        return this;
    }

    /** {@code how} is {@code FLAGS}, {@code +FLAGS} or {@code -FLAGS}; {@code uids} a sequence-set such as {@code 1:*}. */
    public Mailbox store(String folder, String uids, String how, String... flags) {
        return in(folder, "UID STORE " + uids + " " + how + " (" + String.join(" ", flags) + ")");
    }

    /** Removes the messages for good. */
    public Mailbox remove(String folder, String uids) {
        return in(folder, "UID STORE " + uids + " +FLAGS (\\Deleted)", "EXPUNGE");
    }

    public Mailbox move(String folder, String uids, String other) {
        return in(
                folder, "UID COPY " + uids + " " + raw(other), "UID STORE " + uids + " +FLAGS (\\Deleted)", "EXPUNGE");
    }

    public Mailbox rename(String folder, String other) {
        return tell("RENAME " + raw(folder) + " " + raw(other));
    }

    public Mailbox drop(String folder) {
        return tell("DELETE " + raw(folder));
    }

    public Mailbox subscribe(String folder) {
        return tell("SUBSCRIBE " + raw(folder));
    }

    public Mailbox unsubscribe(String folder) {
        return tell("UNSUBSCRIBE " + raw(folder));
    }

    /** All that can be seen of this mailbox now. */
    public Snapshot snapshot() {
        try (Wire wire = new Wire(server, user)) {
            return SnapshotReader.read(wire);
        }
    }

    /** One message's octets. */
    public byte[] read(String folder, long uid) {
        byte[][] found = new byte[1][];
        use(wire -> {
            wire.command("EXAMINE " + raw(folder));
            wire.command("UID FETCH " + uid + " (BODY.PEEK[])", reply -> SnapshotReader.body(reply)
                    .ifPresent(octets -> found[0] = octets));
        });
        if (found[0] == null) {
            throw new AssertionError("No message " + uid + " in " + folder + " of " + user);
        }
        return found[0];
    }

    /** The server's untagged replies to a command that the owner types himself. */
    public List<List<Object>> ask(String command) {
        List<List<Object>> replies = new ArrayList<>();
        use(wire -> wire.command(command, replies::add));
        return replies;
    }

    /** Commands that the owner types himself; each must succeed. */
    public Mailbox tell(String... commands) {
        use(wire -> {
            for (String command : commands) {
                wire.command(command);
            }
        });
        return this;
    }

    private Mailbox in(String folder, String... commands) {
        List<String> all = new ArrayList<>(List.of(commands));
        all.add(0, "SELECT " + raw(folder));
        return tell(all.toArray(String[]::new));
    }

    private void use(Consumer<Wire> work) {
        try (Wire wire = new Wire(server, user)) {
            work.accept(wire);
        }
    }

    private static void append(Wire wire, String folder, List<Mail> mails) {
        boolean many = wire.offers("MULTIAPPEND");
        long batch = 0;
        for (int i = 0; i < mails.size(); i++) {
            Mail mail = mails.get(i);
            if (batch == 0) {
                wire.begin("APPEND " + raw(folder));
            }
            wire.send(" (" + String.join(" ", mail.flags()) + ") \"" + DATE.format(mail.date()) + "\" ");
            wire.literal(mail.octets());
            batch += mail.octets().length;
            if (!many || batch > BATCH_OCTETS || i == mails.size() - 1) {
                wire.end(reply -> {});
                batch = 0;
            }
        }
    }

    private static String raw(String folder) {
        return Wire.quoted(BASE64MailboxEncoder.encode(folder));
    }
}
