// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mailmig.config.Secret;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.world.Lines;

/**
 * An IMAP server that answers by a table: the first pattern that a command (without its tag, literals shown as {@code
 * <octets>}) matches gives the response, in which {@code T} at the beginning of a line is the tag. Special answers:
 * {@code HANG}, {@code CLOSE}, {@code STARTTLS}. Bytes above 127 match literally.
 */
public final class ScriptedServer implements AutoCloseable, AfterEachCallback {
    public static final String PASSWORD = "s3cr3t\"\\ä";
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}$");

    public final List<String> commands = new CopyOnWriteArrayList<>();
    /** Announcements of literals as they came, {@code {5}} or {@code {5+}}. */
    public final List<String> literals = new CopyOnWriteArrayList<>();

    private volatile Pattern together;
    private volatile int togetherCount;

    private final ServerSocket socket;
    private final Map<Pattern, Deque<Supplier<String>>> answers = new LinkedHashMap<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Deque<String> greetings =
            new ConcurrentLinkedDeque<>(List.of("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready"));
    private String capabilities = "IMAP4rev1";
    private SSLContext tls;
    private int chunk = Integer.MAX_VALUE;
    private String refusal;

    public ScriptedServer() {
        try {
            socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::accept, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    public ScriptedServer greeting(String line) {
        return greetings(line);
    }

    /** One for each connection, {@code CLOSE} for none; the last one for good. */
    public ScriptedServer greetings(String... lines) {
        greetings.clear();
        greetings.addAll(List.of(lines));
        return this;
    }

    /** What is offered after the login. */
    public ScriptedServer offers(String names) {
        capabilities = "IMAP4rev1 " + names;
        return this;
    }

    public ScriptedServer on(String pattern, String... lines) {
        return inTurn(pattern, String.join("\r\n", lines));
    }

    /** What is answered at that moment; it may do something first. */
    public ScriptedServer on(String pattern, Supplier<String> answer) {
        return table(pattern, List.of(answer));
    }

    /** One answer each time; the last one for good. Another table for the same pattern takes this one's place. */
    public ScriptedServer inTurn(String pattern, String... each) {
        return table(
                pattern,
                Stream.of(each).<Supplier<String>>map(text -> () -> text).toList());
    }

    private ScriptedServer table(String pattern, List<Supplier<String>> each) {
        synchronized (answers) {
            Pattern known = answers.keySet().stream()
                    .filter(one -> one.pattern().equals(pattern))
                    .findFirst()
                    .orElseGet(() -> Pattern.compile(pattern, Pattern.DOTALL));
            answers.put(known, new ConcurrentLinkedDeque<>(each));
        }
        return this;
    }

    /** How many commands began so. */
    public long heard(String beginning) {
        return commands.stream()
                .filter(command -> command.startsWith(beginning))
                .count();
    }

    public int port() {
        return socket.getLocalPort();
    }

    public ScriptedServer tls(SSLContext context) {
        tls = context;
        return this;
    }

    /** Writes go out in pieces of this many bytes. */
    ScriptedServer inPiecesOf(int octets) {
        chunk = octets;
        return this;
    }

    /** The answers to commands that match are sent together, after this many of the commands have arrived. */
    public ScriptedServer answersTogether(String pattern, int commands) {
        together = Pattern.compile(pattern);
        togetherCount = commands;
        return this;
    }

    /** Instead of {@code +} to a literal. */
    ScriptedServer refusesLiterals(String answer) {
        refusal = answer;
        return this;
    }

    public ServerAddress address(ServerAddress.Tls protection, SSLContext trust, Duration patience) {
        return new ServerAddress(
                "source", "127.0.0.1", socket.getLocalPort(), protection, trust, Duration.ofSeconds(5), patience);
    }

    public ImapConnection connect() throws IOException {
        return connect(Login.Style.PASSWORD, null);
    }

    /** Each connection with the same {@code known} has what those before it learnt of this server. */
    public ImapConnection connect(ServerQuirks known) throws IOException {
        return ImapConnection.open(
                address(ServerAddress.Tls.NONE, null, Duration.ofSeconds(5)),
                new Login(Login.Style.PASSWORD, "anna", null, () -> Secret.of(PASSWORD)),
                known,
                abandon -> {});
    }

    public ImapConnection connect(Login.Style style, String admin) throws IOException {
        return ImapConnection.open(
                address(ServerAddress.Tls.NONE, null, Duration.ofSeconds(5)),
                new Login(style, "anna", admin, () -> Secret.of(PASSWORD)));
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                client.setTcpNoDelay(true);
                sockets.add(client);
                Thread thread = new Thread(() -> serve(client), "scripted-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try {
            Socket top = client;
            InputStream in = new BufferedInputStream(client.getInputStream());
            String greeting = greetings.size() > 1 ? greetings.poll() : greetings.peek();
            if (greeting.equals("CLOSE")) {
                client.close();
                return;
            }
            say(top, greeting + "\r\n");
            List<String> held = new ArrayList<>();
            while (true) {
                String line = command(top, in);
                int blank = line.indexOf(' ');
                String tag = line.substring(0, blank);
                String command = line.substring(blank + 1);
                commands.add(command);
                if (command.equals("(refused)")) {
                    continue;
                }
                String answer = answer(command);
                if (answer.equals("HANG")) {
                    Thread.sleep(60_000);
                } else if (answer.equals("CLOSE")) {
                    client.close();
                    return;
                } else if (answer.equals("STARTTLS")) {
                    say(top, tag + " OK go on\r\n");
                    SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(client, null, true);
                    secure.setUseClientMode(false);
                    top = secure;
                    in = new BufferedInputStream(secure.getInputStream());
                } else {
                    String tagged = ("\r\n" + answer)
                                    .replace("\r\nT ", "\r\n" + tag + " ")
                                    .substring(2) + "\r\n";
                    if (together != null && together.matcher(command).matches()) {
                        held.add(tagged);
                        tagged = held.size() == togetherCount ? String.join("", held) : "";
                    }
                    say(top, tagged);
                }
            }
        } catch (IOException | InterruptedException | StringIndexOutOfBoundsException e) {
            try {
                client.close();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private String answer(String command) {
        synchronized (answers) {
            for (Map.Entry<Pattern, Deque<Supplier<String>>> each : answers.entrySet()) {
                if (each.getKey().matcher(command).matches()) {
                    Deque<Supplier<String>> left = each.getValue();
                    return (left.size() > 1 ? left.poll() : left.peek()).get();
                }
            }
        }
        if (command.startsWith("AUTHENTICATE") || command.startsWith("LOGIN")) {
            return "T OK [CAPABILITY " + capabilities + "] in";
        }
        return switch (command) {
            case "CAPABILITY" -> "* CAPABILITY " + capabilities + "\r\nT OK done";
            case "LIST \"\" \"\"" -> "* LIST (\\Noselect) \"/\" \"\"\r\nT OK done";
            case "NAMESPACE" -> "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\nT OK done";
            default -> "T OK done";
        };
    }

    /** One command with its literals; their bytes are in angle brackets. */
    private String command(Socket client, InputStream in) throws IOException {
        StringBuilder command = new StringBuilder();
        while (true) {
            String line = line(in);
            Matcher literal = LITERAL.matcher(line);
            if (!literal.find()) {
                return command.append(line).toString();
            }
            literals.add(literal.group());
            if (literal.group(2).isEmpty()) {
                if (refusal != null) {
                    String tag = (command + line).split(" ")[0];
                    say(client, refusal.replace("T ", tag + " ") + "\r\n");
                    return tag + " (refused)";
                }
                say(client, "+ go\r\n");
            }
            byte[] octets = in.readNBytes(Integer.parseInt(literal.group(1)));
            command.append(line, 0, literal.start())
                    .append('<')
                    .append(octets.length > 100 ? octets.length + " bytes" : latin(octets))
                    .append('>');
        }
    }

    private static String line(InputStream in) throws IOException {
        return latin(Lines.next(in));
    }

    private static String latin(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private void say(Socket client, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        OutputStream out = client.getOutputStream();
        for (int begin = 0; begin < octets.length; begin += Math.min(chunk, octets.length - begin)) {
            out.write(octets, begin, Math.min(chunk, octets.length - begin));
            out.flush();
        }
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : sockets) {
            client.close();
        }
    }
}
