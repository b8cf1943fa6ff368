// SPDX-License-Identifier: Apache-2.0
package org.mailmig.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;

/**
 * Moves the same mailboxes between two Dovecots (Maildir, default fsync) with ours, the public peers and a raw relay, one
 * after another in each round, and prints medians and ratios. {@code [ROUNDS] [WORK...]}; works are those of {@link Work}.
 */
final class Bench {
    private static final int CONNECTIONS = 8;
    private static final long ONE_WAY_MILLIS = 20;
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    /** What is moved: users, on a line without delay or with 40 ms a round trip, and once more with nothing new. */
    enum Work {
        BIG(List.of("big"), false, false),
        HUGE(List.of("huge"), false, false),
        BIG_40MS(List.of("big"), true, false),
        SMALL_40MS(List.of("small"), true, false),
        MANY(many(), false, false),
        MANY_40MS(many(), true, false),
        BIG_AGAIN_40MS(List.of("big"), true, true),
        MANY_AGAIN_40MS(many(), true, true);

        final List<String> users;
        final boolean far;
        final boolean again;

        Work(List<String> users, boolean far, boolean again) {
            this.users = users;
            this.far = far;
            this.again = again;
        }

        private static List<String> many() {
            return IntStream.rangeClosed(1, 20).mapToObj(n -> "many" + n).toList();
        }
    }

    private final Path dir = Files.createTempDirectory("mailmig-bench-");
    private final Ours ours = new Ours(Path.of("mailmig").toAbsolutePath(), dir);
    private final Peers peers = new Peers(dir);
    private final Dovecot source = server("bench-source");
    private final Dovecot target = server("bench-target");
    private final int farSource = DelayRelay.start(source.imapPort(), ONE_WAY_MILLIS);
    private final int farTarget = DelayRelay.start(target.imapPort(), ONE_WAY_MILLIS);
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

    private Bench() throws Exception {}

    private static Dovecot server(String name) {
        return Dovecot.start(
                DovecotOptions.named(name).format("maildir").withoutAcl().quota("10G"));
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        List<Work> works =
                args.length > 1 ? Arrays.stream(args).skip(1).map(Work::valueOf).toList() : List.of(Work.values());
        Bench bench = new Bench();
        bench.tellMachine();
        bench.fill(works);
        for (Work work : works) {
            bench.measure(work, rounds);
        }
        System.exit(0);
    }

    private void tellMachine() {
        OUT.printf(
                "%d cores, %s %s, Java %s, Dovecot %s, %s%s%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.version"),
                Peers.firstLine("/usr/sbin/dovecot", "--version").orElse("?"),
                Peers.firstLine("mbsync", "--version").orElse("no mbsync"),
                Peers.has("imapsync")
                        ? ", imapsync "
                                + Peers.firstLine("imapsync", "--version").orElse("?")
                        : ", no imapsync");
        OUT.println(
                "P: whole process, seconds, the raw relay's too (Java like ours). R: seconds of the report (ours only; connections and verify included).");
    }

    private void fill(List<Work> works) throws Exception {
        for (Work work : works) {
            for (String user : work.users) {
                if (!Files.exists(source.home(user))) {
                    fill(user);
                }
            }
        }
    }

    private void fill(String user) throws Exception {
        switch (user) {
            case "huge" -> Fill.mailbox(source.imapPort(), user, 20, 20_000, 14_000);
            case "big" -> Fill.mailbox(source.imapPort(), user, 20, 5000, 14_000);
            default -> Fill.mailbox(source.imapPort(), user, 5, 500, 14_000);
        }
    }

    private void measure(Work work, int rounds) throws Exception {
        seconds.clear();
        for (int round = 1; round <= rounds; round++) {
            round(work, "r" + round + work.name().replace("_", "").toLowerCase(Locale.ROOT));
        }
        print(work);
    }

    private void round(Work work, String tag) throws Exception {
        int from = work.far ? farSource : source.imapPort();
        int to = work.far ? farTarget : target.imapPort();
        if (work.again) {
            ours.run("o" + tag, work.users, source.imapPort(), target.imapPort());
        }
        long began = System.nanoTime();
        double reported = ours.run("o" + tag, work.users, from, to);
        note("ours P", began);
        seconds.computeIfAbsent("ours R", key -> new ArrayList<>()).add(reported);
        if (Peers.has("mbsync")) {
            if (work.again) {
                peers.mbsync("m" + tag, work.users, source.imapPort(), target.imapPort());
            }
            began = System.nanoTime();
            peers.mbsync("m" + tag, work.users, from, to);
            note("mbsync P", began);
        }
        if (Peers.has("imapsync")) {
            if (work.again) {
                peers.imapsync("i" + tag, work.users, source.imapPort(), target.imapPort());
            }
            began = System.nanoTime();
            peers.imapsync("i" + tag, work.users, from, to);
            note("imapsync P", began);
        }
        if (!work.again) {
            began = System.nanoTime();
            RawRelay.process("x" + tag, work.users, from, to, CONNECTIONS);
            note("raw relay P", began);
        }
    }

    private void note(String who, long began) {
        seconds.computeIfAbsent(who, key -> new ArrayList<>()).add((System.nanoTime() - began) / 1e9);
    }

    private void print(Work work) {
        Map<String, Double> medians = new TreeMap<>();
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-16s", work));
        seconds.forEach((who, all) -> {
            double median = median(all);
            medians.put(who, median);
            line.append(String.format(Locale.ROOT, "  %s %.2f", who, median));
        });
        line.append("   ratios:");
        for (String peer : List.of("mbsync P", "imapsync P", "raw relay P")) {
            if (medians.containsKey(peer)) {
                line.append(String.format(
                        Locale.ROOT,
                        "  P ÷ %s %.2f, R ÷ %s %.2f",
                        peer.replace(" P", ""),
                        medians.get("ours P") / medians.get(peer),
                        peer.replace(" P", ""),
                        medians.get("ours R") / medians.get(peer)));
            }
        }
        OUT.println(line);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
