// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.MailServer;

/** What a user does with Sieve scripts in another ManageSieve client (RFC 5804). Shares no code with mailmig's. */
public final class Rules {
    private final MailServer server;
    private final int sievePort;
    private final String user;

    public Rules(Dovecot server, String user) {
        this(server, server.sievePort(), user);
    }

    public Rules(Cyrus server, String user) {
        this(server, server.sievePort(), user);
    }

    private Rules(MailServer server, int sievePort, String user) {
        this.server = server;
        this.sievePort = sievePort;
        this.user = user;
    }

    public Rules put(String name, String script) {
        byte[] octets = script.getBytes(StandardCharsets.UTF_8);
        talk("PUTSCRIPT \"" + name + "\" {" + octets.length + "+}\r\n" + script);
        return this;
    }

    public Rules activate(String name) {
        talk("SETACTIVE \"" + name + "\"");
        return this;
    }

    /** None is active afterwards. */
    public Rules switchOff() {
        return activate("");
    }

    public Rules remove(String name) {
        talk("DELETESCRIPT \"" + name + "\"");
        return this;
    }

    public String get(String name) {
        List<String> said = talk("GETSCRIPT \"" + name + "\"");
        return said.get(0);
    }

    /** Name to script, those that do not run. */
    public TreeMap<String, String> all() {
        TreeMap<String, String> all = new TreeMap<>();
        for (String line : talk("LISTSCRIPTS")) {
            String name = line.replaceFirst(" ACTIVE$", "").replaceAll("^\"|\"$", "");
            all.put(name, get(name));
        }
        return all;
    }

    /** Empty where none is. */
    public String active() {
        return talk("LISTSCRIPTS").stream()
                .filter(line -> line.endsWith(" ACTIVE"))
                .map(line -> line.replaceFirst(" ACTIVE$", "").replaceAll("^\"|\"$", ""))
                .findFirst()
                .orElse("");
    }

    /** One command in a session of its own; what came before OK. */
    private List<String> talk(String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sievePort)) {
            socket.setSoTimeout((int) Hanging.AFTER.toMillis());
            InputStream in = new BufferedInputStream(socket.getInputStream());
            answer(in);
            String plain = "\0" + user + "\0" + server.password(user);
            say(
                    socket,
                    "AUTHENTICATE \"PLAIN\" \""
                            + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)) + "\"");
            answer(in);
            say(socket, command);
            return answer(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static List<String> answer(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line(in);
            if (line.matches("OK( .*)?")) {
                return lines;
            }
            if (line.matches("\\{[0-9]+\\}")) {
                byte[] octets = in.readNBytes(Integer.parseInt(line.substring(1, line.length() - 1)));
                lines.add(new String(octets, StandardCharsets.UTF_8));
                line(in);
            } else if (line.matches("(NO|BYE)( .*)?")) {
                throw new AssertionError(line + (line.endsWith("}") ? line(in) + line(in) : ""));
            } else {
                lines.add(line);
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        return new String(Lines.next(in), StandardCharsets.UTF_8);
    }
}
