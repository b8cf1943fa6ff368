// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.mailmig.world.Lines;

/**
 * A small IMAP server in this process with one mailbox, which every login opens. A test can give it the habits of other servers:
 * names that it refuses or rewrites, namespaces, roles by name, commands that it answers with NO.
 * Folder names are raw. IMAP4rev1, UIDPLUS, NAMESPACE, SPECIAL-USE; no LIST-EXTENDED, CONDSTORE or MULTIAPPEND.
 */
public final class MemoryImap implements MailServer, AutoCloseable {
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}$");

    /** Commands as they came, without tags. */
    public final List<String> commands = new CopyOnWriteArrayList<>();

    private final ServerSocket socket;
    private final Map<String, Folder> folders = new LinkedHashMap<>();
    private final Set<String> subscribed = new TreeSet<>();
    private final Map<String, String> roles = new TreeMap<>();
    private final Map<String, String> answers = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, String> views = new TreeMap<>();
    private char separator = '/';
    private String namespaces;
    private UnaryOperator<String> spelling = name -> name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
    private boolean reversed;
    private boolean namesStayNames;
    private int nextUidValidity = 1000;

    /** A folder, or only a name above others. */
    private static final class Folder {
        private final int uidValidity;
        private boolean selectable = true;
        private int uidNext = 1;
        private final List<Message> messages = new ArrayList<>();

        Folder(int uidValidity) {
            this.uidValidity = uidValidity;
        }
    }

    private record Message(int uid, Set<String> flags, String date, byte[] octets) {}

    public MemoryImap() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folder("INBOX");
        Thread thread = new Thread(this::accept, "memory-imap");
        thread.setDaemon(true);
        thread.start();
    }

    public MemoryImap separator(char other) {
        separator = other;
        return this;
    }

    /** What NAMESPACE answers, for example {@code (("" "/")) NIL (("Public/" "/"))}. */
    public MemoryImap namespaces(String answer) {
        namespaces = answer;
        return this;
    }

    /** A folder of this name shows the role, from when it is there. */
    public MemoryImap role(String name, String role) {
        roles.put(name, role);
        return this;
    }

    /** A command (with strings quoted) that matches is answered so: {@code NO ...} or {@code BAD ...}; {@code null} ends that. */
    public MemoryImap answers(String pattern, String answer) {
        if (answer == null) {
            answers.remove(pattern);
        } else {
            answers.put(pattern, answer);
        }
        return this;
    }

    public MemoryImap subscribe(String name) {
        synchronized (folders) {
            subscribed.add(name);
        }
        return this;
    }

    /** What the server makes of a name. */
    public MemoryImap spells(UnaryOperator<String> how) {
        spelling = how;
        return this;
    }

    /** LIST shows the folders in the opposite order from now on. */
    public MemoryImap reversed() {
        reversed = !reversed;
        return this;
    }

    /** A name above others never becomes a folder, as in GreenMail: CREATE says that it exists, without a code. */
    public MemoryImap namesStayNames() {
        namesStayNames = true;
        return this;
    }

    /** A folder that shows messages of {@code other}, as Dovecot's virtual plugin says by X-MAILBOX. */
    public MemoryImap view(String name, String other) {
        folder(name);
        views.put(name, other);
        return this;
    }

    /** Makes folders; each gets one message for each of its texts. */
    public MemoryImap with(String name, String... texts) {
        folder(name);
        for (String text : texts) {
            String mail = "Message-ID: <" + text.hashCode() + "." + text.length() + "@example>\r\nSubject: " + text
                    + "\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n\r\n" + text + "\r\n";
            append(folders.get(name), "", " 1-Jan-2024 10:00:00 +0000", mail.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** A parent name that is not a folder. */
    public MemoryImap noselect(String name) {
        synchronized (folders) {
            folder(name);
            folders.get(name).selectable = false;
        }
        return this;
    }

    /** Subjects by folder, of those that can be selected. */
    public Map<String, List<String>> subjects() {
        Map<String, List<String>> all = new TreeMap<>();
        synchronized (folders) {
            folders.forEach((name, folder) -> {
                if (folder.selectable) {
                    all.put(
                            name,
                            folder.messages.stream().map(MemoryImap::subject).toList());
                }
            });
        }
        return all;
    }

    public Set<String> subscriptions() {
        synchronized (folders) {
            return Set.copyOf(subscribed);
        }
    }

    private static String subject(Message message) {
        Matcher subject = Pattern.compile("Subject: (.*)\r").matcher(latin(message.octets));
        return subject.find() ? subject.group(1) : "";
    }

    private void folder(String name) {
        synchronized (folders) {
            folders.computeIfAbsent(spelling.apply(name), key -> new Folder(nextUidValidity++)).selectable = true;
        }
    }

    private int append(Folder folder, String flags, String date, byte[] octets) {
        synchronized (folders) {
            Set<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            for (String flag : flags.trim().split(" +")) {
                if (!flag.isEmpty()) {
                    words.add(flag);
                }
            }
            folder.messages.add(new Message(folder.uidNext, words, date, octets));
            return folder.uidNext++;
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                client.setTcpNoDelay(true);
                Thread thread = new Thread(() -> serve(client), "memory-imap-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            new Connection(client).run();
        } catch (IOException e) {
            return; // the client went away
        }
    }

    /** One client. */
    private final class Connection {
        private final InputStream in;
        private final OutputStream out;
        private Folder selected;
        private String selectedName;
        private byte[] literal = new byte[0];

        Connection(Socket client) throws IOException {
            in = new BufferedInputStream(client.getInputStream());
            out = client.getOutputStream();
        }

        void run() throws IOException {
            say("* OK [CAPABILITY IMAP4rev1] ready");
            while (true) {
                String line = line();
                int blank = line.indexOf(' ');
                String tag = line.substring(0, blank);
                String command = line.substring(blank + 1);
                commands.add(command);
                String answer = refusal(command);
                if (answer == null) {
                    synchronized (folders) {
                        answer = answer(command);
                    }
                }
                say(tag + " " + answer);
                if (command.equals("LOGOUT")) {
                    return;
                }
            }
        }

        private String refusal(String command) {
            return Map.copyOf(answers).entrySet().stream()
                    .filter(each -> Pattern.compile(each.getKey(), Pattern.DOTALL)
                            .matcher(command)
                            .matches())
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }

        private String line() throws IOException {
            StringBuilder command = new StringBuilder();
            while (true) {
                String line = latin(Lines.next(in));
                Matcher announced = LITERAL.matcher(line);
                if (!announced.find()) {
                    return command.append(line).toString();
                }
                if (announced.group(2).isEmpty()) {
                    say("+ go");
                }
                literal = in.readNBytes(Integer.parseInt(announced.group(1)));
                boolean message = line.contains("APPEND ") && !line.endsWith("APPEND " + announced.group());
                command.append(line, 0, announced.start()).append(message ? "<literal>" : '"' + latin(literal) + '"');
            }
        }

        private String answer(String command) throws IOException {
            String verb = command.split(" ")[0].toUpperCase(Locale.ROOT);
            List<String> words = words(command);
            return switch (verb) {
                case "CAPABILITY" -> {
                    say("* CAPABILITY " + capabilities());
                    yield "OK done";
                }
                case "LOGIN" -> "OK [CAPABILITY " + capabilities() + "] in";
                case "NAMESPACE" -> {
                    say("* NAMESPACE " + namespaces);
                    yield "OK done";
                }
                case "LIST" -> list(words.get(1), words.get(2));
                case "LSUB" -> {
                    for (String name : subscribed) {
                        say("* LSUB () \"" + separator + "\" " + quoted(name));
                    }
                    yield "OK done";
                }
                case "STATUS" -> status(words.get(1));
                case "CREATE" -> create(words.get(1));
                case "DELETE" -> folders.remove(spelling.apply(words.get(1))) == null ? "NO no such folder" : "OK gone";
                case "SUBSCRIBE" -> {
                    subscribed.add(spelling.apply(words.get(1)));
                    yield "OK done";
                }
                case "UNSUBSCRIBE" -> subscribed.remove(spelling.apply(words.get(1))) ? "OK done" : "NO not subscribed";
                case "SELECT", "EXAMINE" -> select(words.get(1), verb);
                case "APPEND" -> append(command, words.get(1));
                case "UID" -> uid(command, words);
                default -> "OK done";
            };
        }

        private String list(String reference, String pattern) throws IOException {
            if (pattern.isEmpty()) {
                say("* LIST (\\Noselect) \"" + separator + "\" \"\"");
                return "OK done";
            }
            Pattern wanted = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), Pattern.DOTALL);
            List<String> names = new ArrayList<>(folders.keySet());
            if (reversed) {
                Collections.reverse(names);
            }
            for (String name : names) {
                if (wanted.matcher(name).matches()) {
                    String role = roles.getOrDefault(name, "");
                    say("* LIST (" + (folders.get(name).selectable ? role : "\\Noselect") + ") \"" + separator + "\" "
                            + quoted(name));
                }
            }
            return "OK done";
        }

        private String status(String name) throws IOException {
            Folder folder = folders.get(spelling.apply(name));
            if (folder == null || !folder.selectable) {
                return "NO [NONEXISTENT] no such folder";
            }
            say("* STATUS " + quoted(name) + " (MESSAGES " + folder.messages.size() + " UIDNEXT " + folder.uidNext
                    + " UIDVALIDITY " + folder.uidValidity + ")");
            return "OK done";
        }

        private String create(String asked) {
            String name = spelling.apply(asked);
            Folder there = folders.get(name);
            if (there != null && there.selectable) {
                return "NO [ALREADYEXISTS] it is there";
            }
            if (there != null && namesStayNames) {
                return "NO CREATE failed. Mailbox already exists.";
            }
            folder(name);
            for (int cut = name.lastIndexOf(separator); cut > 0; cut = name.lastIndexOf(separator, cut - 1)) {
                String above = name.substring(0, cut);
                if (!folders.containsKey(spelling.apply(above))) {
                    noselect(above);
                }
            }
            return "OK made";
        }

        private String select(String name, String verb) throws IOException {
            selected = null;
            Folder folder = folders.get(spelling.apply(name));
            if (folder == null || !folder.selectable) {
                return "NO [NONEXISTENT] no such folder";
            }
            selected = folder;
            selectedName = spelling.apply(name);
            say("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)");
            say("* " + folder.messages.size() + " EXISTS");
            say("* OK [UIDVALIDITY " + folder.uidValidity + "] ok");
            say("* OK [UIDNEXT " + folder.uidNext + "] ok");
            say("* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] ok");
            return verb.equals("SELECT") ? "OK [READ-WRITE] in" : "OK [READ-ONLY] in";
        }

        private String append(String command, String name) {
            Folder folder = folders.get(spelling.apply(name));
            if (folder == null || !folder.selectable) {
                return "NO [TRYCREATE] no such folder";
            }
            Matcher flags = Pattern.compile("\" \\(([^)]*)\\)").matcher(command);
            Matcher date = Pattern.compile("\"([ \\d]\\d-[A-Z][a-z]{2}-\\d{4} [^\"]*)\"")
                    .matcher(command);
            int uid = MemoryImap.this.append(
                    folder,
                    flags.find() ? flags.group(1) : "",
                    date.find() ? date.group(1) : " 2-Jan-2024 10:00:00 +0000",
                    literal);
            return "OK [APPENDUID " + folder.uidValidity + " " + uid + "] stored";
        }

        private String uid(String command, List<String> words) throws IOException {
            String verb = words.get(1).toUpperCase(Locale.ROOT);
            if (selected == null) {
                return "BAD nothing is selected";
            }
            switch (verb) {
                case "FETCH" -> {
                    String items = command.substring(command.indexOf('('));
                    if (items.contains("X-MAILBOX") && views.isEmpty()) {
                        return "BAD unknown item";
                    }
                    for (int i = 0; i < selected.messages.size(); i++) {
                        if (isIn(words.get(2), selected.messages.get(i).uid)) {
                            fetch(i, items);
                        }
                    }
                }
                case "SEARCH" -> {
                    StringBuilder found = new StringBuilder("* SEARCH");
                    Matcher set = Pattern.compile("UID (\\S+)$").matcher(command.substring(4));
                    String wanted = set.find() ? set.group(1) : "1:*";
                    selected.messages.stream()
                            .filter(message -> isIn(wanted, message.uid))
                            .forEach(message -> found.append(' ').append(message.uid));
                    say(found.toString());
                }
                case "STORE" -> {
                    Matcher change =
                            Pattern.compile("([+-]?)FLAGS\\S* \\(([^)]*)\\)").matcher(command);
                    if (change.find()) {
                        List<String> flags = List.of(change.group(2).split(" "));
                        selected.messages.stream()
                                .filter(message -> isIn(words.get(2), message.uid))
                                .forEach(message -> {
                                    if (change.group(1).equals("-")) {
                                        message.flags.removeAll(flags);
                                    } else {
                                        message.flags.addAll(flags);
                                    }
                                });
                    }
                }
                case "EXPUNGE" -> selected.messages.removeIf(
                        message -> isIn(words.get(2), message.uid) && message.flags.contains("\\Deleted"));
                default -> {
                    return "BAD unknown command";
                }
            }
            return "OK done";
        }

        private void fetch(int index, String items) throws IOException {
            Message message = selected.messages.get(index);
            StringBuilder line = new StringBuilder("* " + (index + 1) + " FETCH (UID " + message.uid);
            if (items.contains("FLAGS")) {
                line.append(" FLAGS (").append(String.join(" ", message.flags)).append(")");
            }
            if (items.contains("INTERNALDATE")) {
                line.append(" INTERNALDATE \"").append(message.date).append('"');
            }
            if (items.contains("RFC822.SIZE")) {
                line.append(" RFC822.SIZE ").append(message.octets.length);
            }
            if (items.contains("X-MAILBOX")) {
                line.append(" X-MAILBOX ").append(quoted(views.getOrDefault(selectedName, selectedName)));
            }
            String text = latin(message.octets);
            Matcher fields = Pattern.compile("HEADER.FIELDS \\(([^)]*)\\)").matcher(items);
            if (fields.find()) {
                StringBuilder header = new StringBuilder();
                for (String field :
                        text.substring(0, text.indexOf("\r\n\r\n") + 2).split("(?<=\r\n)(?![ \t])")) {
                    for (String name : fields.group(1).split(" ")) {
                        if (field.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                            header.append(field);
                        }
                    }
                }
                header.append("\r\n");
                line.append(" BODY[HEADER.FIELDS (" + fields.group(1) + ")] {" + header.length() + "}\r\n" + header);
            } else if (items.contains("BODY")) {
                line.append(" BODY[] {" + text.length() + "}\r\n" + text);
            }
            say(line.append(')').toString());
        }

        private boolean isIn(String set, int uid) {
            int last = selected.messages.isEmpty() ? 0 : selected.messages.get(selected.messages.size() - 1).uid;
            for (String range : set.split(",")) {
                String[] ends = range.replace("*", String.valueOf(last)).split(":");
                long one = Long.parseLong(ends[0]);
                long other = Long.parseLong(ends[ends.length - 1]);
                if (uid >= Math.min(one, other) && uid <= Math.max(one, other)) {
                    return true;
                }
            }
            return false;
        }

        private void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    private String capabilities() {
        return "IMAP4rev1 UIDPLUS UNSELECT" + (namespaces == null ? "" : " NAMESPACE")
                + (roles.isEmpty() ? "" : " SPECIAL-USE");
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)", Pattern.DOTALL)
                .matcher(command);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1).replaceAll("(?s)\\\\(.)", "$1"));
        }
        return words;
    }

    /** A literal where a quoted string cannot hold it. */
    private static String quoted(String name) {
        boolean plain = name.chars().allMatch(c -> c >= ' ' && c <= '~');
        return plain
                ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : "{" + name.length() + "}\r\n" + name;
    }

    private static String latin(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @Override
    public int imapPort() {
        return socket.getLocalPort();
    }

    @Override
    public int imapsPort() {
        throw new UnsupportedOperationException("no TLS");
    }

    @Override
    public SSLContext sslContext() {
        throw new UnsupportedOperationException("no TLS");
    }

    @Override
    public String password(String user) {
        return "any";
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
