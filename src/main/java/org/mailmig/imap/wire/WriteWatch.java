// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections whose write is stuck: Java has a time limit for reading from a socket, but none for writing. Uses one thread while
 * there are connections, none otherwise.
 */
final class WriteWatch {
    private static final long PERIOD_MILLIS = 250;
    private static final Set<Transport> OPEN = ConcurrentHashMap.newKeySet();
    private static Thread thread;

    private WriteWatch() {}

    static void add(Transport transport) {
        synchronized (OPEN) {
            OPEN.add(transport);
            if (thread == null) {
                thread = new Thread(WriteWatch::look, "mailmig-imap-watch");
                thread.setDaemon(true);
                thread.setContextClassLoader(null);
                thread.start();
            }
        }
    }

    static void remove(Transport transport) {
        OPEN.remove(transport);
    }

    private static void look() {
        while (!ended()) {
            try {
                OPEN.removeIf(transport -> !transport.isOpen());
                OPEN.stream().filter(Transport::isStuck).forEach(Transport::abort);
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                continue; // only this class uses this thread
            } catch (OutOfMemoryError e) {
                continue; // continues when memory is free again
            }
        }
    }

    private static boolean ended() {
        synchronized (OPEN) {
            if (OPEN.isEmpty()) {
                thread = null;
                return true;
            }
            return false;
        }
    }
}
