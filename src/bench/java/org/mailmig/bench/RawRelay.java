// SPDX-License-Identifier: Apache-2.0
package org.mailmig.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the servers and the line allow: FETCH into MULTIAPPEND over several connections, no journal, no checks, no safety. */
final class RawRelay {
    private static final int BATCH = 100;
    private static final List<Reply> END = List.of();
    private static final Pattern FACTS = Pattern.compile(
            "FLAGS \\(([^)]*)\\).*INTERNALDATE (\"[^\"]*\")|INTERNALDATE (\"[^\"]*\").*FLAGS \\(([^)]*)\\)");

    private RawRelay() {}

    private record Reply(String flags, String date, byte[] text) {}

    /** A process of its own, as the others are: {@code TAG FROM TO CONNECTIONS USER...}. */
    public static void main(String[] args) throws Exception {
        List<String> users = List.of(args).subList(4, args.length);
        run(args[0], users, Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    }

    /** {@link #main} with this process' own class path. */
    static void process(String tag, List<String> users, int from, int to, int connections) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RawRelay.class.getName()));
        command.addAll(List.of(tag, String.valueOf(from), String.valueOf(to), String.valueOf(connections)));
        command.addAll(users);
        Peers.run(command, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** Folders of all users, each taken by the next free of {@code connections} pairs. Nobody else's {@code tag} is on the target's users. */
    private static void run(String tag, List<String> users, int from, int to, int connections) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> all = new ArrayList<>();
            int each = Math.max(1, connections / users.size());
            ExecutorService accounts = Executors.newFixedThreadPool(Math.min(connections, users.size()));
            for (String user : users) {
                all.add(accounts.submit((Callable<Void>) () -> {
                    mailbox(tag + user, user, from, to, each, threads);
                    return null;
                }));
            }
            accounts.shutdown();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void mailbox(String other, String user, int from, int to, int connections, ExecutorService threads)
            throws Exception {
        List<String> folders = new ArrayList<>();
        try (Line source = new Line(from, user)) {
            for (Line.Reply reply : source.command("LIST \"\" *")) {
                folders.add(reply.text().replaceFirst(".* \"?([^\" ]+)\"?$", "$1"));
            }
        }
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < Math.min(connections, folders.size()); i++) {
            int first = i;
            all.add(threads.submit((Callable<Void>) () -> {
                try (Line source = new Line(from, user);
                        Line target = new Line(to, other)) {
                    for (int f = first; f < folders.size(); f += connections) {
                        folder(folders.get(f), source, target, threads);
                    }
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    private static void folder(String name, Line source, Line target, ExecutorService threads) throws Exception {
        if (!name.equals("INBOX")) {
            create(name, target);
        }
        int count = 0;
        for (Line.Reply reply : source.command("EXAMINE " + name)) {
            if (reply.text().endsWith(" EXISTS")) {
                count = Integer.parseInt(reply.text().split(" ")[1]);
            }
        }
        int messages = count;
        BlockingQueue<List<Reply>> ahead = new ArrayBlockingQueue<>(4);
        Future<?> reader = threads.submit((Callable<Void>) () -> {
            for (int i = 1; i <= messages; i += BATCH) {
                int last = Math.min(messages, i + BATCH - 1);
                ahead.put(replies(source.command("FETCH " + i + ":" + last + " (UID FLAGS INTERNALDATE BODY.PEEK[])")));
            }
            ahead.put(END);
            return null;
        });
        int copied = 0;
        for (List<Reply> batch = ahead.take(); !batch.isEmpty(); batch = ahead.take()) {
            append(name, batch, target);
            copied += batch.size();
        }
        reader.get();
        if (copied != messages) {
            throw new IllegalStateException(name + ": " + copied + " of " + messages);
        }
    }

    /** Dovecot may say that the folder exists while another connection opens the new mailbox for the first time. */
    private static void create(String name, Line target) throws IOException {
        try {
            target.command("CREATE " + name);
        } catch (IOException e) {
            if (!e.getMessage().startsWith("x NO [ALREADYEXISTS]")) {
                throw e;
            }
        }
    }

    private static List<Reply> replies(List<Line.Reply> fetched) {
        List<Reply> replies = new ArrayList<>();
        for (Line.Reply one : fetched) {
            Matcher facts = FACTS.matcher(one.text());
            if (facts.find()) {
                boolean flagsFirst = facts.group(1) != null;
                String flags = flagsFirst ? facts.group(1) : facts.group(4);
                replies.add(new Reply(
                        flags.replace("\\Recent", "").strip(),
                        flagsFirst ? facts.group(2) : facts.group(3),
                        one.literals().get(0)));
            }
        }
        return replies;
    }

    private static void append(String name, List<Reply> batch, Line target) throws IOException {
        target.send("x APPEND " + name);
        for (Reply message : batch) {
            target.send(" (" + message.flags() + ") " + message.date() + " {" + message.text().length + "+}\r\n");
            target.send(message.text());
        }
        target.send("\r\n");
        target.end();
    }
}
