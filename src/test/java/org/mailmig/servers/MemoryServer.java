// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mailmig.imap.text.UidSet;
import org.mailmig.world.Lines;

/**
 * An IMAP server with one user's mailbox in memory. It does all that a copy needs and can be made to lie: each public field is
 * one thing that the server reports or does, and its default is correct behaviour.
 */
public final class MemoryServer implements MailServer, AutoCloseable, AfterEachCallback {
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}$");
    private static final Pattern HEADERS = Pattern.compile("HEADER\\.FIELDS \\(([^)]*)\\)");
    private static final Pattern DATE = Pattern.compile("\"([ \\d]\\d-\\w{3}-\\d{4} [^\"]+)\"");

    /** A message as it is stored. */
    public record Stored(long uid, byte[] text, String flags, String date) {
        public String shown() {
            return new String(text, StandardCharsets.ISO_8859_1);
        }
    }

    /** Folders by name; each its messages by UID. */
    public final Map<String, Folder> folders = new ConcurrentSkipListMap<>();

    /** What commands came, without tags and literals. */
    public final List<String> commands = new CopyOnWriteArrayList<>();

    public volatile LongUnaryOperator exists = real -> real;
    public volatile LongUnaryOperator statusMessages = real -> real;
    public volatile LongUnaryOperator statusUidNext = real -> real;
    public volatile LongUnaryOperator statusUidValidity = real -> real;
    public volatile LongUnaryOperator uidNext = real -> real;
    public volatile LongUnaryOperator uidValidity = real -> real;
    public volatile LongUnaryOperator size = real -> real;
    /** Does FETCH of facts answer for this UID? */
    public volatile LongPredicate lists = uid -> true;

    public volatile LongPredicate finds = uid -> true;
    public volatile LongPredicate sends = uid -> true;
    /** What becomes of a text on its way in, and on its way out. */
    public volatile UnaryOperator<byte[]> stores = text -> text;

    public volatile UnaryOperator<byte[]> reads = text -> text;
    /** Texts that are forgotten although APPEND says OK. */
    public volatile Predicate<byte[]> forgets = text -> false;
    /** Is the message kept once where it is there already? */
    public volatile boolean single;
    /** Messages that one command works on (RFC 9738); 0: all. */
    public volatile int limit;
    /** How a command is answered that was done for a part of its messages. */
    public volatile String limitedAnswer = "OK";

    /** As LIST spells it. */
    public volatile String inbox = "INBOX";
    /** Called before each command. */
    public volatile Runnable before = () -> {};

    /** HIGHESTMODSEQ of each folder, where CONDSTORE is among the capabilities. */
    public volatile long modSeq = 7;

    public volatile String capabilities = "IMAP4rev1 LITERAL+ UIDPLUS";

    private final ServerSocket socket;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    /** A folder's messages. */
    public static final class Folder {
        public final Map<Long, Stored> messages = new ConcurrentSkipListMap<>();
        public volatile long next = 1;
        public volatile long validity = 1000;

        public synchronized long add(byte[] text, String flags, String date) {
            long uid = next++;
            messages.put(uid, new Stored(uid, text, flags, date));
            return uid;
        }
    }

    public MemoryServer() {
        folders.put("INBOX", new Folder());
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Puts a message into INBOX. */
    public MemoryServer add(String text) {
        return add("INBOX", text);
    }

    public MemoryServer add(String folder, String text) {
        folders.computeIfAbsent(folder, name -> new Folder())
                .add(text.getBytes(StandardCharsets.ISO_8859_1), "\\Seen", "01-Nov-2026 10:00:00 +0000");
        return this;
    }

    /** Messages that differ, numbered from 1 on. */
    public MemoryServer addMany(int count) {
        for (int i = 1; i <= count; i++) {
            add(mail(i));
        }
        return this;
    }

    public static String mail(int number) {
        return "Message-ID: <m" + number + "@memory.example>\r\nDate: Sun, 1 Nov 2026 10:00:00 +0000\r\nSubject: mail "
                + number + "\r\n\r\ntext of " + number + "\r\n";
    }

    public List<String> texts(String folder) {
        Folder found = folders.get(folder);
        return found == null
                ? List.of()
                : found.messages.values().stream().map(Stored::shown).toList();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "memory-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                client.setTcpNoDelay(true);
                clients.add(client);
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            new Session(new BufferedInputStream(client.getInputStream()), client.getOutputStream()).run();
        } catch (IOException e) {
            return;
        }
    }

    /** One connection. */
    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private Folder folder;
        private String limited = "";

        Session(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        void run() throws IOException {
            say("* OK [CAPABILITY " + capabilities + " AUTH=PLAIN SASL-IR] ready");
            while (true) {
                List<byte[]> literals = new ArrayList<>();
                String line = command(literals);
                int blank = line.indexOf(' ');
                String tag = line.substring(0, blank);
                String command = line.substring(blank + 1);
                commands.add(command);
                before.run();
                limited = "";
                say(tag + " " + answer(command, literals));
                if (command.equals("LOGOUT")) {
                    return;
                }
            }
        }

        private String command(List<byte[]> literals) throws IOException {
            StringBuilder command = new StringBuilder();
            while (true) {
                String line = new String(Lines.next(in), StandardCharsets.ISO_8859_1);
                Matcher literal = LITERAL.matcher(line);
                if (!literal.find()) {
                    return command.append(line).toString();
                }
                if (literal.group(2).isEmpty()) {
                    say("+ go on");
                }
                byte[] text = in.readNBytes(Integer.parseInt(literal.group(1)));
                if (text.length < Integer.parseInt(literal.group(1))) {
                    throw new EOFException();
                }
                literals.add(text);
                command.append(line, 0, literal.start()).append("~");
            }
        }

        private String answer(String command, List<byte[]> literals) throws IOException {
            String verb = command.split(" ")[0].toUpperCase(Locale.ROOT);
            String rest = command.substring(Math.min(command.length(), verb.length() + 1));
            switch (verb) {
                case "AUTHENTICATE", "LOGIN" -> {
                    return "OK [CAPABILITY " + capabilities + "] in";
                }
                case "CAPABILITY" -> say("* CAPABILITY " + capabilities);
                case "NAMESPACE" -> say("* NAMESPACE ((\"\" \"/\")) NIL NIL");
                case "LIST", "LSUB" -> list(verb, rest);
                case "STATUS" -> {
                    Folder one = folders.get(name(rest));
                    if (one == null) {
                        return "NO [NONEXISTENT] no such folder";
                    }
                    say("* STATUS " + quoted(name(rest)) + " (MESSAGES "
                            + statusMessages.applyAsLong(one.messages.size()) + " UIDNEXT "
                            + statusUidNext.applyAsLong(one.next) + " UIDVALIDITY "
                            + statusUidValidity.applyAsLong(one.validity)
                            + (capabilities.contains("CONDSTORE") ? " HIGHESTMODSEQ " + modSeq : "") + ")");
                }
                case "CREATE" -> folders.putIfAbsent(name(rest), new Folder());
                case "SELECT", "EXAMINE" -> {
                    folder = folders.get(name(rest));
                    if (folder == null) {
                        return "NO [NONEXISTENT] no such folder";
                    }
                    say("* " + exists.applyAsLong(folder.messages.size()) + " EXISTS");
                    say("* OK [UIDVALIDITY " + uidValidity.applyAsLong(folder.validity) + "] life");
                    say("* OK [UIDNEXT " + uidNext.applyAsLong(folder.next) + "] next");
                    if (capabilities.contains("CONDSTORE")) {
                        say("* OK [HIGHESTMODSEQ " + modSeq + "] changes");
                    }
                    say("* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)");
                    say("* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft \\*)] flags");
                }
                case "APPEND" -> {
                    return append(rest, literals);
                }
                case "UID" -> {
                    return uid(rest);
                }
                default -> {}
            }
            return "OK " + limited + "done";
        }

        private void list(String verb, String rest) throws IOException {
            if (rest.equals("\"\" \"\"")) {
                say("* LIST (\\Noselect) \"/\" \"\"");
                return;
            }
            for (String name : folders.keySet()) {
                say("* " + verb + " () \"/\" " + quoted(name.equals("INBOX") ? inbox : name));
            }
        }

        private String append(String rest, List<byte[]> literals) {
            Folder to = folders.get(name(rest));
            if (to == null) {
                return "NO [TRYCREATE] no such folder";
            }
            Matcher date = DATE.matcher(rest);
            Matcher flags = Pattern.compile("\\(([^)]*)\\)").matcher(rest);
            byte[] text = literals.get(literals.size() - 1);
            long uid;
            if (forgets.test(text)) {
                synchronized (to) {
                    uid = to.next++;
                }
            } else {
                byte[] kept = stores.apply(text);
                Stored same = to.messages.values().stream()
                        .filter(one -> single && java.util.Arrays.equals(one.text(), kept))
                        .findFirst()
                        .orElse(null);
                uid = same != null
                        ? same.uid()
                        : to.add(
                                kept,
                                flags.find() ? flags.group(1) : "",
                                date.find() ? date.group(1) : "01-Nov-2026 10:00:00 +0000");
            }
            boolean tells = capabilities.contains("UIDPLUS");
            return "OK " + (tells ? "[APPENDUID " + to.validity + " " + uid + "] " : "") + "done";
        }

        private String uid(String rest) throws IOException {
            String[] words = rest.split(" ", 3);
            switch (words[0]) {
                case "FETCH" -> fetch(uids(words[1]), words[2]);
                case "SEARCH" -> search(rest.substring("SEARCH ".length()));
                case "STORE" -> store(limited(uids(words[1])), words[2]);
                case "EXPUNGE" -> limited(uids(words[1])).forEach(folder.messages::remove);
                default -> {}
            }
            return (limited.isEmpty() ? "OK " : limitedAnswer + " ") + limited + "done";
        }

        private List<Long> uids(String set) {
            long last = folder.messages.keySet().stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElse(0);
            UidSet asked = UidSet.parse(set.replace("*", String.valueOf(Math.max(1, last))));
            return folder.messages.keySet().stream().filter(asked::contains).toList();
        }

        /** Those from the end on, as RFC 9738 has it. */
        private List<Long> limited(List<Long> uids) {
            if (limit == 0 || uids.size() <= limit) {
                return uids;
            }
            List<Long> some = uids.subList(uids.size() - limit, uids.size());
            limited = "[MESSAGELIMIT " + limit + " " + some.get(0) + "] ";
            return some;
        }

        private void search(String what) throws IOException {
            Matcher range = Pattern.compile("UID (\\S+)").matcher(what);
            List<Long> found = limited(range.find() ? uids(range.group(1)) : List.copyOf(folder.messages.keySet()));
            StringBuilder line = new StringBuilder("* SEARCH");
            found.stream().filter(finds::test).forEach(uid -> line.append(' ').append(uid));
            say(line.toString());
        }

        private void fetch(List<Long> asked, String items) throws IOException {
            List<Long> all = List.copyOf(folder.messages.keySet());
            for (long uid : limited(asked)) {
                Stored message = folder.messages.get(uid);
                if (message == null) {
                    continue;
                }
                String head = "* " + (all.indexOf(uid) + 1) + " FETCH (UID " + uid;
                Matcher headers = HEADERS.matcher(items);
                if (headers.find()) {
                    literal(
                            head + " BODY[HEADER.FIELDS (" + headers.group(1) + ")] ",
                            header(message, headers.group(1)));
                } else if (items.contains("BODY.PEEK[]")) {
                    if (sends.test(uid)) {
                        literal(head + " BODY[] ", reads.apply(message.text()));
                    }
                } else if (lists.test(uid)) {
                    say(head + " FLAGS (" + message.flags() + ") INTERNALDATE \"" + message.date() + "\" RFC822.SIZE "
                            + size.applyAsLong(reads.apply(message.text()).length) + ")");
                }
            }
        }

        private void store(List<Long> uids, String change) {
            Matcher flags = Pattern.compile("\\(([^)]*)\\)").matcher(change);
            if (flags.find() && change.startsWith("+")) {
                uids.forEach(uid -> folder.messages.computeIfPresent(
                        uid,
                        (key, one) ->
                                new Stored(uid, one.text(), (one.flags() + " " + flags.group(1)).trim(), one.date())));
            }
        }

        private byte[] header(Stored message, String names) {
            StringBuilder header = new StringBuilder();
            String text = message.shown();
            String whole = text.substring(0, Math.max(0, text.indexOf("\r\n\r\n")) + 2);
            for (String name : names.split(" ")) {
                Matcher field = Pattern.compile("(?im)^" + Pattern.quote(name) + ":[^\r]*\r\n")
                        .matcher(whole);
                while (field.find()) {
                    header.append(field.group());
                }
            }
            return header.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        }

        private void literal(String before, byte[] text) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            line.writeBytes((before + "{" + text.length + "}\r\n").getBytes(StandardCharsets.ISO_8859_1));
            line.writeBytes(text);
            line.writeBytes(")\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.write(line.toByteArray());
        }

        private void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    private static String name(String rest) {
        if (!rest.startsWith("\"")) {
            return rest.split(" ")[0].equalsIgnoreCase("INBOX") ? "INBOX" : rest.split(" ")[0];
        }
        String name = rest.substring(1, rest.indexOf('"', 1));
        return name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
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
        return "pass-of-" + user;
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
