// SPDX-License-Identifier: Apache-2.0
package org.mailmig.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A long line on one machine: relays TCP on loopback and delivers every octet a fixed time later, without limiting how many
 * are under way. The delay applies to each direction, so that a round trip takes twice as long.
 */
final class DelayRelay {
    private static final int CHUNK = 64 * 1024;

    private record Chunk(long dueNanos, byte[] octets, boolean last) {}

    private DelayRelay() {}

    /** Returns the port on which it listens, until the JVM ends. */
    static int start(int target, long delayMillis) throws IOException {
        ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        daemon("relay-accept", () -> accept(server, target, TimeUnit.MILLISECONDS.toNanos(delayMillis)));
        return server.getLocalPort();
    }

    private static void accept(ServerSocket server, int target, long delayNanos) {
        while (true) {
            try {
                Socket client = server.accept();
                Socket onward = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                onward.setTcpNoDelay(true);
                pipe(client, onward, delayNanos);
                pipe(onward, client, delayNanos);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void pipe(Socket from, Socket to, long delayNanos) {
        BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
        daemon("relay-in", () -> read(from, underWay, delayNanos));
        daemon("relay-out", () -> write(to, underWay));
    }

    private static void daemon(String name, Runnable run) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void read(Socket from, BlockingQueue<Chunk> underWay, long delayNanos) {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[CHUNK];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                underWay.add(new Chunk(System.nanoTime() + delayNanos, Arrays.copyOf(buffer, n), false));
            }
        } catch (IOException e) {
            // The line broke: the other end is told, in time.
        }
        underWay.add(new Chunk(System.nanoTime() + delayNanos, new byte[0], true));
    }

    private static void write(Socket to, BlockingQueue<Chunk> underWay) {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = underWay.take(); ; chunk = underWay.take()) {
                long wait = chunk.dueNanos() - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                if (chunk.last()) {
                    to.shutdownOutput();
                    return;
                }
                out.write(chunk.octets());
            }
        } catch (IOException e) {
            // The reader is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
