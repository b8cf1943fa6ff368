// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A round-robin load balancer for several servers on this machine. */
public final class Balancer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Integer> ports;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    /** @param port 0: any that is free */
    public Balancer(String address, int port, Integer... ports) throws IOException {
        this.listener = new ServerSocket(port, 50, InetAddress.getByName(address));
        this.ports = new CopyOnWriteArrayList<>(ports);
        thread(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on these take turns, the first of them first. */
    public void to(Integer... others) {
        ports.clear();
        ports.addAll(List.of(others));
        turn.set(0);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                int port = ports.get(turn.getAndIncrement() % ports.size());
                try {
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                    open.add(server);
                    thread(() -> pump(client, server));
                    thread(() -> pump(server, client));
                } catch (IOException down) {
                    client.close();
                }
            } catch (IOException closed) {
                // the end of the test, or of a client
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // either side
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "balancer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
