// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long things have been in their current state, by this process's own clock: a file that does not change, a file that waits for another
 * one, a message that was logged. Entries that are no longer checked are dropped. Thread-safe.
 */
public final class FileAges {
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private static final class Look {
        final Object state;
        final long since;
        volatile long last;

        Look(Object state, long now) {
            this.state = state;
            this.since = now;
            this.last = now;
        }
    }

    private final Map<String, Look> looks = new ConcurrentHashMap<>();
    private volatile long pruned = System.nanoTime();

    /** How long {@code what} has been in this state; zero at the first look. */
    Duration since(String what, Object state) {
        long now = System.nanoTime();
        prune(now);
        Look look =
                looks.compute(what, (key, old) -> old != null && old.state.equals(state) ? old : new Look(state, now));
        look.last = now;
        return Duration.ofNanos(now - look.since);
    }

    /** True once for each sentence about {@code what}, until another one is logged. */
    public boolean isNews(String what, String sentence) {
        boolean[] news = new boolean[1];
        long now = System.nanoTime();
        prune(now);
        looks.compute("reported " + what, (key, old) -> {
            news[0] = old == null || !old.state.equals(sentence);
            Look look = news[0] ? new Look(sentence, now) : old;
            look.last = now;
            return look;
        });
        return news[0];
    }

    /** {@code what} is gone: the next look is a first one. */
    public void forget(String what) {
        looks.remove(what);
        looks.remove("reported " + what);
    }

    int size() {
        return looks.size();
    }

    private void prune(long now) {
        if (now - pruned > FORGOTTEN.toNanos() / 10) {
            pruned = now;
            looks.values().removeIf(look -> now - look.last > FORGOTTEN.toNanos());
        }
    }
}
