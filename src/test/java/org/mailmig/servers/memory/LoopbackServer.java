// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mailmig.servers.MailServer;

/** Accepts connections without TLS on the loopback address and serves each of them in its own thread. */
abstract class LoopbackServer implements MailServer, AutoCloseable, AfterEachCallback {
    private final ServerSocket socket;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    LoopbackServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Returns when the connection ends. */
    abstract void serve(Socket client) throws IOException;

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "in-memory-imap-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                client.setTcpNoDelay(true);
                clients.add(client);
                if (away) {
                    client.close();
                } else {
                    start(() -> served(client));
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void served(Socket client) {
        try (client) {
            serve(client);
        } catch (IOException e) {
            return; // the client has closed the connection, or this server has
        }
    }

    /** Closes all connections, and further ones as soon as they are accepted. */
    final void goAway() throws IOException {
        away = true;
        closeClients();
    }

    final void comeBack() {
        away = false;
    }

    private void closeClients() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
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

    @Override
    public void afterEach(ExtensionContext test) {
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
            closeClients();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
