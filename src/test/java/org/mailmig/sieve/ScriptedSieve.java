// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.mailmig.config.Secret;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.managesieve.ManageSieve;
import org.mailmig.world.Lines;

/** A ManageSieve server with scripted responses, for one connection after another. */
public final class ScriptedSieve implements AutoCloseable {
    public static final String PASSWORD = "pw-of-anna";
    private static final Pattern LITERAL = Pattern.compile("\\{([0-9]+)\\+\\}$");
    public final List<String> commands = new CopyOnWriteArrayList<>();

    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Map<String, String> answers = new LinkedHashMap<>();
    private String greeting = capabilities("");
    private String protectedGreeting = capabilities("");
    private SSLContext tls;

    public ScriptedSieve() throws IOException {
        Thread thread = new Thread(this::accept, "scripted-sieve");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return socket.getLocalPort();
    }

    public static String capabilities(String more) {
        return "\"IMPLEMENTATION\" \"scripted\"\r\n\"SASL\" \"PLAIN\"\r\n\"SIEVE\" \"fileinto vacation\"\r\n"
                + "\"STARTTLS\"\r\n\"VERSION\" \"1.0\"\r\n" + more + "OK \"ready\"";
    }

    public ScriptedSieve greeting(String lines) {
        greeting = lines;
        return this;
    }

    public ScriptedSieve protectedGreeting(String lines) {
        protectedGreeting = lines;
        return this;
    }

    public ScriptedSieve tls(SSLContext context) {
        tls = context;
        return this;
    }

    /** Answers commands that begin with {@code start}; CLOSE hangs up. */
    public ScriptedSieve on(String start, String... lines) {
        answers.put(start, String.join("\r\n", lines));
        return this;
    }

    public ManageSieve connect(ServerAddress.Tls protection, SSLContext trust, Login.Style style, String admin)
            throws IOException {
        ServerAddress server = new ServerAddress(
                "source",
                "127.0.0.1",
                socket.getLocalPort(),
                protection,
                trust,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
        return ManageSieve.open(server, new Login(style, "anna", admin, () -> Secret.of(PASSWORD)), abandon -> {});
    }

    public ManageSieve connect() throws IOException {
        return connect(ServerAddress.Tls.NONE, null, Login.Style.PASSWORD, null);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                serve(client);
            } catch (IOException e) {
                continue; // this one is over
            }
        }
    }

    private void serve(Socket client) throws IOException {
        Socket top = client;
        InputStream in = new BufferedInputStream(client.getInputStream());
        say(top, greeting);
        while (true) {
            String command = command(in);
            commands.add(command);
            String answer = answers.entrySet().stream()
                    .filter(each -> command.startsWith(each.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(command.equals("CAPABILITY") ? protectedGreeting : "OK");
            if (answer.equals("CLOSE")) {
                return;
            }
            say(top, answer);
            if (command.equals("STARTTLS") && answer.equals("OK")) {
                SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(client, null, true);
                secure.setUseClientMode(false);
                top = secure;
                in = new BufferedInputStream(secure.getInputStream());
                say(top, protectedGreeting);
            }
        }
    }

    private static String command(InputStream in) throws IOException {
        StringBuilder command = new StringBuilder();
        while (true) {
            String line = line(in);
            Matcher literal = LITERAL.matcher(line);
            if (!literal.find()) {
                return command.append(line).toString();
            }
            byte[] octets = in.readNBytes(Integer.parseInt(literal.group(1)));
            command.append(line, 0, literal.start())
                    .append('<')
                    .append(new String(octets, StandardCharsets.UTF_8))
                    .append('>');
        }
    }

    private static String line(InputStream in) throws IOException {
        return new String(Lines.next(in), StandardCharsets.UTF_8);
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
