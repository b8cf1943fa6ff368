// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections may be logged in, and at which command the server goes away. */
final class Availability {
    private final Set<Session> loggedIn = new HashSet<>();
    private int mostLoggedIn = Integer.MAX_VALUE;
    private final AtomicInteger untilAway = new AtomicInteger();
    private volatile boolean executesTheLast;

    synchronized void admits(int connections) {
        mostLoggedIn = connections;
    }

    synchronized boolean admit(Session session) {
        return loggedIn.contains(session) || loggedIn.size() < mostLoggedIn && loggedIn.add(session);
    }

    synchronized void leave(Session session) {
        loggedIn.remove(session);
    }

    void goesAwayAt(int command, boolean executes) {
        executesTheLast = executes;
        untilAway.set(command);
    }

    /** To be asked once for each command. */
    boolean endsWithThisCommand() {
        return untilAway.get() > 0 && untilAway.decrementAndGet() == 0;
    }

    boolean executesTheLast() {
        return executesTheLast;
    }

    void stays() {
        untilAway.set(0);
    }
}
