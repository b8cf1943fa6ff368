// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.mailmig.servers.Directory;
import org.mailmig.world.Smtp;

/**
 * Sends numbered messages at a steady rate, each with a unique Message-ID and one recipient, to primary and secondary addresses.
 * After a 4xx reply a message is sent again with the same number; after an unknown reply the next attempt has a new number.
 */
final class Feeder implements AutoCloseable {
    private static final int CONNECTIONS = 3;
    private final int port;
    private final long periodNanos;
    private final long seed;
    private final AtomicLong numbers = new AtomicLong();
    private final List<String> users = new CopyOnWriteArrayList<>();
    private final Map<Long, String> taken = new ConcurrentHashMap<>();
    private final Map<Long, String> unknown = new ConcurrentHashMap<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final AtomicLong putOff = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    Feeder(int port, int perSecond, long seed) {
        this.port = port;
        this.seed = seed;
        this.periodNanos = 1_000_000_000L * CONNECTIONS / perSecond;
        for (int i = 0; i < CONNECTIONS; i++) {
            Random random = new Random(seed * 31 + i);
            Thread thread = new Thread(() -> feed(random), "feeder-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** From now on this user gets mail too. */
    void to(String user) {
        if (!users.contains(user)) {
            users.add(user);
        }
    }

    int count() {
        return taken.size();
    }

    long putOff() {
        return putOff.get();
    }

    /** Number to recipient of what was answered with 250. */
    Map<Long, String> taken() {
        return Map.copyOf(taken);
    }

    /** Numbers whose reply never came. */
    Set<Long> unknown() {
        return Set.copyOf(unknown.keySet());
    }

    String subject(long number) {
        return "n" + seed + "-" + number;
    }

    private void feed(Random random) {
        try (Smtp smtp = new Smtp(port)) {
            long due = System.nanoTime();
            while (!over) {
                if (!users.isEmpty()) {
                    one(smtp, random);
                }
                due = Math.max(due + periodNanos, System.nanoTime() - periodNanos);
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (RuntimeException | AssertionError e) {
            faults.add(e);
        }
    }

    private void one(Smtp smtp, Random random) {
        String user = users.get(random.nextInt(users.size()));
        String address = user + (random.nextInt(4) == 0 ? ".alt" : "") + "@" + Directory.DOMAIN;
        long number = numbers.incrementAndGet();
        String message = message(number, address, random);
        for (Smtp.Reply reply = null; reply != Smtp.Reply.TAKEN && !over; ) {
            reply = smtp.send(address, message);
            if (reply == Smtp.Reply.TAKEN) {
                taken.put(number, user);
            } else if (reply == Smtp.Reply.AGAIN) {
                putOff.incrementAndGet();
                LockSupport.parkNanos(200_000_000L);
            } else {
                unknown.put(number, user);
                return;
            }
        }
    }

    private String message(long number, String address, Random random) {
        String line = "0123456789 ".repeat(6) + "\r\n";
        return "From: feeder@elsewhere.example\r\nTo: " + address + "\r\nSubject: " + subject(number)
                + "\r\nDate: Thu, 4 Mar 2021 05:06:07 +0000\r\nMessage-ID: <" + subject(number)
                + "@elsewhere.example>\r\n\r\n" + line.repeat(random.nextInt(60)) + "end";
    }

    /** Ends the sending; messages under way are waited for. */
    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (!faults.isEmpty()) {
            throw new AssertionError("The feeder stopped", faults.get(0));
        }
    }
}
