// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mailmig.directory.internal.ldap.LdapSocketFactory;
import org.mailmig.runtime.LimitedSocket;

/** A directory that never comes to an end is left. */
class LimitedSocketTest {
    /** Sends zeros until the other end is gone. */
    private static ServerSocket endless(int pieces) throws IOException {
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            try (Socket client = listening.accept()) {
                byte[] some = new byte[pieces];
                while (true) {
                    client.getOutputStream().write(some);
                }
            } catch (IOException e) {
                // the other end has left
            }
        });
        thread.setDaemon(true);
        thread.start();
        return listening;
    }

    private static long drained(InputStream in, int buffer) throws IOException {
        long read = 0;
        byte[] into = new byte[buffer];
        for (int count = in.read(into); count >= 0; count = in.read(into)) {
            read += count;
            if (read > 10_000_000) {
                return read;
            }
        }
        return read;
    }

    @Test
    void whatSendsWithoutEndIsCutOff() throws Exception {
        try (ServerSocket server = endless(5_000);
                Socket socket = new LimitedSocket(
                        new LimitedSocket.Limits("the directory", 1_000_000, Duration.ofMinutes(1), ""))) {
            socket.connect(server.getLocalSocketAddress());
            assertThatThrownBy(() -> drained(socket.getInputStream(), 8_192))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("1000000 bytes");
        }
    }

    @Test
    void whatTalksForTooLongIsCutOff() throws Exception {
        try (ServerSocket server = endless(1);
                Socket socket =
                        new LimitedSocket(new LimitedSocket.Limits("the directory", 1_000_000, Duration.ZERO, ""))) {
            socket.connect(server.getLocalSocketAddress());
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("too long");
        }
    }

    @Test
    void connectionsOfTheDirectoryHaveTheseLimits() throws Exception {
        try (ServerSocket server = endless(1)) {
            LdapSocketFactory.choose(new LdapSocketFactory.Choice(InetAddress.getLoopbackAddress(), null, 1_000));
            try (Socket socket = LdapSocketFactory.getDefault().createSocket("localhost", server.getLocalPort())) {
                assertThat(socket).isInstanceOf(LimitedSocket.class);
            } finally {
                LdapSocketFactory.forget();
            }
        }
    }
}
