// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.BiPredicate;

/** Checks passwords by saslauthd's protocol: user, password, service and realm with their lengths; the response is one word. */
final class Saslauthd {
    private final ServerSocketChannel listening;
    private final BiPredicate<String, String> right;

    Saslauthd(Path socket, BiPredicate<String, String> right) throws IOException {
        this.right = right;
        listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        Thread thread = new Thread(this::serve, "saslauthd");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (true) {
            try (SocketChannel asked = listening.accept()) {
                answer(asked);
            } catch (IOException e) {
                if (!listening.isOpen()) {
                    return;
                }
            }
        }
    }

    private void answer(SocketChannel asked) throws IOException {
        DataInputStream in = new DataInputStream(Channels.newInputStream(asked));
        String user = counted(in);
        String password = counted(in);
        counted(in);
        counted(in);
        byte[] word = (right.test(user, password) ? "OK" : "NO").getBytes(UTF_8);
        ByteBuffer reply = ByteBuffer.allocate(2 + word.length)
                .putShort((short) word.length)
                .put(word)
                .flip();
        while (reply.hasRemaining()) {
            asked.write(reply);
        }
    }

    private static String counted(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedShort()), UTF_8);
    }
}
