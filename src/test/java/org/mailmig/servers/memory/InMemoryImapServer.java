// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IMAP server in this process with one mailbox, which every login opens. It has what a copy needs of IMAP4rev1, NAMESPACE,
 * SPECIAL-USE, UIDPLUS, LITERAL+, MULTIAPPEND, UNSELECT and CONDSTORE. Without options it is correct. Its {@link ServerOptions}
 * give it the limits, folder names and answers of other servers; its {@link #faults} make it report wrong values.
 * Folder names are raw.
 *
 * <p>{@link Connection} reads commands, {@link Session} executes them, {@link Folders} holds the mailbox.
 */
public final class InMemoryImapServer extends ServerOptions<InMemoryImapServer> {
    /** HIGHESTMODSEQ of each folder, if the server offers CONDSTORE. It never changes. */
    static final long MODSEQ = 7;

    private static final String DATE = "01-Nov-2026 10:00:00 +0000";
    private static final Pattern SUBJECT = Pattern.compile("Subject: (.*)\r");

    /** All commands without their tags, see {@link Command#line}. */
    public final List<String> commands = new CopyOnWriteArrayList<>();

    public final Faults faults = new Faults();

    public InMemoryImapServer() {
        folders.make("INBOX");
    }

    /** A server with these capabilities, see {@link #offers}. */
    public InMemoryImapServer(String offered) {
        this();
        offers(offered);
    }

    @Override
    InMemoryImapServer self() {
        return this;
    }

    @Override
    void serve(Socket client) throws IOException {
        new Connection(this, client).serve();
    }

    /** How many commands began so. */
    public long heard(String beginning) {
        return commands.stream().filter(line -> line.startsWith(beginning)).count();
    }

    /** A message that differs from those with other numbers. */
    public static String mail(int number) {
        return "Message-ID: <m" + number + "@memory.example>\r\nDate: Sun, 1 Nov 2026 10:00:00 +0000\r\nSubject: mail "
                + number + "\r\n\r\ntext of " + number + "\r\n";
    }

    /** Puts {@link #mail} 1 to {@code count} into INBOX. */
    public InMemoryImapServer addMany(int count) {
        for (int i = 1; i <= count; i++) {
            add(mail(i));
        }
        return this;
    }

    /** Puts a message that was read into INBOX. */
    public InMemoryImapServer add(String text) {
        return add("INBOX", text);
    }

    public InMemoryImapServer add(String folder, String text) {
        return add(folder, DATE, text, "\\Seen");
    }

    /** Puts a message into a subscribed folder, which is made if there is none. Each character of the text is a byte. */
    public InMemoryImapServer add(String folder, String date, String text, String... flags) {
        folders.subscribe(folder);
        folders.make(folder).add(List.of(flags), date, text);
        return this;
    }

    /** Makes a folder that is not subscribed, with a message for each subject. */
    public InMemoryImapServer with(String folder, String... subjects) {
        Folder made = folders.make(folder);
        for (String subject : subjects) {
            String text = "Message-ID: <" + subject.hashCode() + "." + subject.length() + "@example>\r\nSubject: "
                    + subject + "\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n\r\n" + subject + "\r\n";
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            made.add(List.of(), " 1-Jan-2024 10:00:00 +0000", new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return this;
    }

    /** Makes the folder a name above others that cannot be selected. */
    public InMemoryImapServer noselect(String name) {
        folders.makeName(name);
        return this;
    }

    /** Makes a folder that shows messages of {@code other}, as Dovecot's virtual plugin reports by X-MAILBOX. */
    public InMemoryImapServer view(String name, String other) {
        folders.view(name, other);
        return this;
    }

    /** The role that a folder of this name has, now or as soon as it is made. */
    public InMemoryImapServer role(String name, String role) {
        folders.role(name, role);
        return this;
    }

    public InMemoryImapServer subscribe(String name) {
        folders.subscribe(name);
        return this;
    }

    /** {@code null} if there is none. */
    public Folder folder(String name) {
        return folders.get(name);
    }

    /** The names of the folders that can be selected. */
    public Set<String> folders() {
        return folders.all().keySet();
    }

    /** In the order of their UIDs; none if there is no such folder. */
    public List<Message> messages(String name) {
        Folder folder = folders.get(name);
        return folder == null ? List.of() : List.copyOf(folder.messages.values());
    }

    public List<String> texts(String name) {
        return messages(name).stream().map(message -> message.text).toList();
    }

    /** Subjects by folder, of those that can be selected. */
    public Map<String, List<String>> subjects() {
        Map<String, List<String>> all = new TreeMap<>();
        folders.all().keySet().forEach(name -> all.put(name, subjects(name)));
        return all;
    }

    private List<String> subjects(String name) {
        List<String> subjects = new ArrayList<>();
        for (Message message : messages(name)) {
            Matcher subject = SUBJECT.matcher(message.text);
            subjects.add(subject.find() ? subject.group(1) : "");
        }
        return subjects;
    }
}
