// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.mailmig.imap.text.UidSet;

/**
 * An IMAP server for a small part of IMAP4rev1 with one mailbox in memory. A test can set the responses to single commands. Like
 * real servers it refuses a line that is too long and runs what follows, even a message, as commands.
 */
public final class InMemoryServer implements MailServer, AutoCloseable {
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}$");
    private static final Pattern MESSAGE =
            Pattern.compile("\\G *(?:\\(([^)]*)\\) )? *(?:\"([^\"]*)\" )? *\u0000(\\d+)\u0000");
    private static final Pattern NAMED =
            Pattern.compile("(\\S+) (\"(?:[^\"\\\\]|\\\\.)*\"|\u0000\\d+\u0000|\\S+)(.*)", Pattern.DOTALL);

    /** A message. */
    public static final class Message {
        public final long uid;
        public final Set<String> flags = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        public final String date;
        public final String text;

        Message(long uid, Collection<String> flags, String date, String text) {
            this.uid = uid;
            this.flags.addAll(flags);
            this.date = date;
            this.text = text;
        }
    }

    /** A command: its line with literals shown as {@code <text>}. */
    public record Request(String line) {
        public boolean has(String part) {
            return line.contains(part);
        }
    }

    /** Commands with their literals in angle brackets, without tags. */
    public final List<String> commands = new CopyOnWriteArrayList<>();

    private final ServerSocket socket;
    private final Map<String, List<Message>> folders = new TreeMap<>();
    private final AtomicLong uids = new AtomicLong();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile String capabilities = "IMAP4rev1 LITERAL+ MULTIAPPEND UIDPLUS UNSELECT";
    private volatile String permanentFlags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*";
    private final Set<Socket> admitted = ConcurrentHashMap.newKeySet();
    private volatile int mostAdmitted = Integer.MAX_VALUE;
    private volatile int mostLine = Integer.MAX_VALUE;
    private volatile Function<Request, String> answer = request -> null;
    private volatile Function<String, String> beforeLiteral = line -> null;
    private final AtomicInteger untilAway = new AtomicInteger();
    private volatile boolean executesTheLast;
    private volatile boolean away;
    private volatile BiPredicate<String, String> keeps = (command, flag) -> true;

    public InMemoryServer() {
        folders.put("INBOX", new CopyOnWriteArrayList<>());
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public InMemoryServer offers(String names) {
        capabilities = "IMAP4rev1 " + names;
        return this;
    }

    public InMemoryServer permanentFlags(String flags) {
        permanentFlags = flags;
        return this;
    }

    /** Further logins are refused as long as so many connections are logged in, as Dovecot does it. */
    public InMemoryServer admits(int connections) {
        mostAdmitted = connections;
        return this;
    }

    /** Longer commands, without their literals, are BAD at once. */
    public InMemoryServer mostLine(int bytes) {
        mostLine = bytes;
        return this;
    }

    /**
     * What is said instead of doing the command: all lines, where {@code T} is the tag; {@code ""} says nothing at all; {@code null}
     * does it.
     */
    public InMemoryServer answers(Function<Request, String> instead) {
        answer = instead;
        return this;
    }

    /** The same for a line that ends in a literal which waits. */
    public InMemoryServer beforeLiteral(Function<String, String> instead) {
        beforeLiteral = instead;
        return this;
    }

    /** Which flags are kept by which command, {@code APPEND} or {@code STORE}; the others are dropped in silence. */
    public InMemoryServer keeps(BiPredicate<String, String> which) {
        keeps = which;
        return this;
    }

    /**
     * At this command, counted from now on over all connections, the server goes away: it closes all connections, and new ones at once.
     *
     * @param executes whether the command is executed before, and only its response is lost
     */
    public InMemoryServer goesAwayAt(int command, boolean executes) {
        executesTheLast = executes;
        untilAway.set(command);
        return this;
    }

    public boolean isAway() {
        return away;
    }

    public void returns() {
        untilAway.set(0);
        away = false;
    }

    public InMemoryServer add(String folder, String date, String text, String... flags) {
        folders.computeIfAbsent(folder, name -> new CopyOnWriteArrayList<>())
                .add(new Message(uids.incrementAndGet(), List.of(flags), date, text));
        return this;
    }

    public List<Message> messages(String folder) {
        return folders.getOrDefault(folder, List.of());
    }

    public Set<String> folders() {
        return Set.copyOf(folders.keySet());
    }

    public long heard(String beginning) {
        return commands.stream().filter(line -> line.startsWith(beginning)).count();
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
        return "secret";
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "in-memory-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                if (away) {
                    client.close();
                    continue;
                }
                sockets.add(client);
                start(() -> new Connection(client).serve());
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket each : sockets) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One client. */
    private final class Connection {
        private final Socket client;
        private final List<byte[]> literals = new ArrayList<>();
        private InputStream in;
        private OutputStream out;
        private String selected;

        Connection(Socket client) {
            this.client = client;
        }

        void serve() {
            try (client) {
                client.setTcpNoDelay(true);
                in = new BufferedInputStream(client.getInputStream());
                out = client.getOutputStream();
                say("* OK [CAPABILITY " + capabilities + " AUTH=PLAIN SASL-IR] ready");
                for (String line = command(); line != null; line = command()) {
                    if (!line.isEmpty()) {
                        run(line);
                    }
                }
            } catch (IOException e) {
                return; // the client has gone
            } finally {
                admitted.remove(client);
            }
        }

        private void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** {@code null} at the end; empty where it was refused while it came. */
        private String command() throws IOException {
            literals.clear();
            StringBuilder command = new StringBuilder();
            while (true) {
                String line = line();
                if (line == null) {
                    return null;
                }
                command.append(line);
                String tag = command.toString().split(" ", 2)[0];
                if (command.length() > mostLine) {
                    commands.add("(too long)");
                    say(tag + " BAD command line too large");
                    return "";
                }
                Matcher literal = LITERAL.matcher(line);
                if (!literal.find()) {
                    return command.toString();
                }
                if (literal.group(2).isEmpty()) {
                    String refused = beforeLiteral.apply(command.toString());
                    if (refused != null) {
                        commands.add("(refused)");
                        reply(tag, refused);
                        return "";
                    }
                    say("+ go on");
                }
                literals.add(in.readNBytes(Integer.parseInt(literal.group(1))));
                command.setLength(command.length() - literal.group().length());
                command.append('\u0000').append(literals.size() - 1).append('\u0000');
            }
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    return line.toString(StandardCharsets.ISO_8859_1).replaceAll("\r$", "");
                }
                line.write(octet);
            }
            return null;
        }

        private void reply(String tag, String lines) throws IOException {
            if (!lines.isEmpty()) {
                say(("\r\n" + lines).replace("\r\nT ", "\r\n" + tag + " ").substring(2));
            }
        }

        private String shown(String line) {
            String shown = line;
            for (int i = 0; i < literals.size(); i++) {
                shown = shown.replace("\u0000" + i + "\u0000", "<" + text(i) + ">");
            }
            return shown;
        }

        private String text(int literal) {
            return new String(literals.get(literal), StandardCharsets.ISO_8859_1);
        }

        private void run(String line) throws IOException {
            String[] words = line.split(" ", 2);
            String rest = words.length < 2 ? "" : words[1];
            commands.add(shown(rest));
            if (away || untilAway.get() > 0 && untilAway.decrementAndGet() == 0) {
                goAway(rest);
                return;
            }
            String instead = answer.apply(new Request(shown(rest)));
            reply(words[0], instead == null ? done(rest) : instead);
        }

        private void goAway(String command) throws IOException {
            if (!away && executesTheLast) {
                done(command);
            }
            away = true;
            for (Socket each : sockets) {
                each.close();
            }
        }

        private String done(String line) {
            Matcher named = NAMED.matcher(line);
            String verb = line.split(" ", 2)[0].toUpperCase();
            String name = named.matches() ? name(named.group(2)) : "";
            String rest = named.matches() ? named.group(3) : "";
            return switch (verb) {
                case "CAPABILITY" -> "* CAPABILITY " + capabilities + "\r\nT OK done";
                case "AUTHENTICATE", "LOGIN" -> login();
                case "LIST", "LSUB" -> list(verb, rest);
                case "STATUS" -> status(name);
                case "CREATE" -> created(name);
                case "SELECT", "EXAMINE" -> select(name, verb);
                case "APPEND" -> append(name, rest);
                case "UID" -> selected != null && folders.containsKey(selected)
                        ? uid(line.substring(4))
                        : "T NO nothing selected";
                default -> "T OK done";
            };
        }

        private String name(String word) {
            if (word.startsWith("\u0000")) {
                return text(Integer.parseInt(word.substring(1, word.length() - 1)));
            }
            return word.startsWith("\"") ? word.substring(1, word.length() - 1).replaceAll("\\\\(.)", "$1") : word;
        }

        private String list(String verb, String pattern) {
            if (pattern.trim().equals("\"\"")) {
                return "* " + verb + " (\\Noselect) \"/\" \"\"\r\nT OK done";
            }
            return folders.keySet().stream()
                    .map(name -> "* " + verb + " () \"/\" \"" + name + "\"\r\n")
                    .collect(Collectors.joining("", "", "T OK done"));
        }

        private String login() {
            synchronized (admitted) {
                if (admitted.size() >= mostAdmitted) {
                    return "T NO [LIMIT] Maximum number of connections from user+IP exceeded";
                }
                admitted.add(client);
            }
            return "T OK [CAPABILITY " + capabilities + "] in";
        }

        private String created(String name) {
            return folders.putIfAbsent(name, new CopyOnWriteArrayList<>()) == null
                    ? "T OK done"
                    : "T NO [ALREADYEXISTS] it is";
        }

        private String status(String name) {
            return folders.containsKey(name)
                    ? "* STATUS \"" + name + "\" (MESSAGES " + messages(name).size() + " UIDNEXT " + (uids.get() + 1)
                            + " UIDVALIDITY 7)\r\nT OK done"
                    : "T NO [NONEXISTENT] no such folder";
        }

        private String select(String name, String verb) {
            if (!folders.containsKey(name)) {
                return "T NO [NONEXISTENT] no such folder";
            }
            selected = name;
            return "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n* "
                    + messages(name).size()
                    + " EXISTS\r\n* OK [UIDVALIDITY 7] it is\r\n* OK [UIDNEXT " + (uids.get() + 1)
                    + "] it is\r\n* OK [PERMANENTFLAGS (" + permanentFlags + ")] they are\r\nT OK ["
                    + (verb.equals("SELECT") ? "READ-WRITE" : "READ-ONLY") + "] done";
        }

        private String append(String name, String rest) {
            List<Message> appended = new ArrayList<>();
            Matcher each = MESSAGE.matcher(rest);
            while (each.find()) {
                List<String> flags = each.group(1) == null || each.group(1).isEmpty()
                        ? List.of()
                        : Arrays.asList(each.group(1).split(" "));
                appended.add(new Message(
                        uids.incrementAndGet(),
                        flags.stream()
                                .filter(flag -> keeps.test("APPEND", flag))
                                .toList(),
                        each.group(2) == null ? "01-Jan-2025 00:00:00 +0000" : each.group(2),
                        text(Integer.parseInt(each.group(3)))));
            }
            if (!folders.containsKey(name)) {
                return "T NO [TRYCREATE] no such folder";
            }
            if (appended.isEmpty()) {
                return "T BAD no message";
            }
            folders.get(name).addAll(appended);
            String set = appended.stream()
                    .map(message -> String.valueOf(message.uid))
                    .collect(Collectors.joining(","));
            return "T OK [APPENDUID 7 " + set + "] done";
        }

        private String uid(String line) {
            String[] words = line.split(" ", 3);
            if (words[0].equals("SEARCH")) {
                String set = line.matches(".*UID [0-9,:*]+") ? line.replaceAll(".* ", "") : "1:*";
                UidSet asked = UidSet.parse(set.replace("*", "4294967295"));
                return folders.get(selected).stream()
                        .filter(message -> asked.contains(message.uid))
                        .map(message -> " " + message.uid)
                        .collect(Collectors.joining("", "* SEARCH", "\r\nT OK done"));
            }
            UidSet asked = UidSet.parse(words[1].replace("*", "4294967295"));
            StringBuilder answer = new StringBuilder();
            int number = 0;
            for (Message message : folders.get(selected)) {
                number++;
                if (asked.contains(message.uid)) {
                    answer.append(
                            words[0].equals("STORE") ? store(message, words[2]) : fetched(number, message, words[2]));
                }
            }
            return answer + "T OK done";
        }

        private String store(Message message, String how) {
            List<String> flags = Arrays.stream(
                            how.replaceAll(".*\\((.*)\\).*", "$1").split(" "))
                    .filter(flag -> keeps.test("STORE", flag))
                    .toList();
            if (how.startsWith("-")) {
                message.flags.removeAll(flags);
            } else {
                message.flags.addAll(flags);
            }
            return "";
        }

        private String fetched(int number, Message message, String items) {
            String start = "* " + number + " FETCH (UID " + message.uid;
            if (items.contains("BODY.PEEK[HEADER.FIELDS")) {
                String header = message.text.substring(0, message.text.indexOf("\r\n\r\n") + 4);
                return start + " BODY[HEADER.FIELDS (X)] {" + header.length() + "}\r\n" + header + ")\r\n";
            }
            if (items.contains("BODY.PEEK[]")) {
                return start + " BODY[] {" + message.text.length() + "}\r\n" + message.text + ")\r\n";
            }
            return start + " FLAGS (" + String.join(" ", message.flags) + ") INTERNALDATE \"" + message.date
                    + "\" RFC822.SIZE " + message.text.length() + ")\r\n";
        }
    }
}
