// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.Cli;
import org.mailmig.runtime.CrashPoint;
import org.mailmig.servers.RealServers;
import org.mailmig.world.Snapshot;

/**
 * Every write point is a crash point: the process is halted there, goes on, and the end is the end of a clean run. Without
 * more a seeded share of the points is tried, larger around APPEND; {@code -Dmailmig.crash.points=all} tries all, another pattern
 * those that it finds ({@code 'APPEND|LDAP'}).
 */
@RealServers
class CrashIT {
    private static final int SEED = 20261125;
    private static final int SHARE = 26;

    private static final int SHARE_AT_APPEND = 2;
    /** {@code all}, or a pattern: all points whose description it finds. */
    private static final String POINTS = System.getProperty("mailmig.crash.points", "");

    private static final Pattern CHOSEN = Pattern.compile(POINTS.equals("all") ? "" : POINTS);
    private static final Object ONE_AT_A_TIME = new Object();

    @TempDir
    Path dir;

    @Test
    void haltedAtAnyStepTheNextRunEndsAsACleanOne() throws Exception {
        CrashWorld world = new CrashWorld(dir, Shipped.in(dir));
        CrashWorld.Trial clean = world.trial("clean");
        List<Snapshot> sources = clean.sources();
        Migration.Ended ended = clean.run(0);
        CrashWorld.End expected = clean.end();
        assertThat(expected.outcomes())
                .describedAs(ended.output())
                .containsExactly("tplclone DONE", "tplmerge DONE", "tplrefused REFUSED");
        assertThat(expected.letters()).containsExactly("tplrefused");
        assertThat(sources.get(0).differences(expected.cloned())).isEmpty();
        assertThat(IdentityIT.identity(expected.cloned()).entrySet())
                .containsAll(IdentityIT.identity(sources.get(0)).entrySet());
        assertThat(expected.forwarders()).isEmpty();
        List<String> steps = clean.steps();
        assertThat(steps.size()).isGreaterThan(150);

        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        ExecutorService two = Executors.newFixedThreadPool(2);
        List<Future<Void>> all = new ArrayList<>();
        Random random = new Random(SEED);
        List<Integer> points = points(steps, random);
        for (int point : points) {
            int second = random.nextInt(5) == 0 ? 1 + random.nextInt(steps.size() / 2) : 0;
            Callable<Void> trial = () -> {
                try {
                    faults.addAll(trial(world, point, second, expected, sources));
                } catch (Exception | AssertionError e) {
                    faults.add("halted at " + steps.get(point - 1) + ": " + e);
                }
                return null;
            };
            all.add(two.submit(trial));
        }
        two.shutdown();
        for (Future<Void> each : all) {
            each.get();
        }
        System.out.println("CrashIT: " + points.size() + " of " + steps.size() + " points");
        assertThat(faults).isEmpty();
    }

    private static List<Integer> points(List<String> steps, Random random) {
        List<Integer> points = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            boolean append = steps.get(i).contains("APPEND");
            boolean drawn = random.nextInt(append ? SHARE_AT_APPEND : SHARE) == 0;
            if (POINTS.isEmpty() ? drawn : CHOSEN.matcher(steps.get(i)).find()) {
                points.add(i + 1);
            }
        }
        return points;
    }

    /** {@code second} is the step at which the process that goes on is halted too; 0: none. */
    private static List<String> trial(
            CrashWorld world, int point, int second, CrashWorld.End expected, List<Snapshot> sources) throws Exception {
        CrashWorld.Trial trial = world.trial("at" + point);
        List<String> faults = new ArrayList<>();
        int exit = trial.run(point).exit();
        trial.secondsLater();
        if (second > 0) {
            trial.run(second);
            trial.secondsLater();
        }
        List<String> steps = trial.steps();
        String where = "halted at " + steps.get(Math.min(point, steps.size()) - 1) + " (exit " + exit + ")"
                + (second > 0 ? ", then at step " + second + ": " + steps.get(steps.size() - 1) : "");
        Migration.Ended resumed = again(trial, trial.controlFile());
        compare(where + ", resumed", resumed, expected, trial, faults);
        Migration.Ended quiet = again(trial, trial.doneRows());
        compare(where + ", once more", quiet, expected, trial, faults);
        if (!quiet.report().path("outcome").asText().equals("DONE")) {
            faults.add(where + ", once more: " + quiet.output() + quiet.report());
        }
        if (!trial.sources().equals(sources)) {
            faults.add(where + ": the source was changed");
        }
        trial.clean();
        return faults;
    }

    private static Migration.Ended again(CrashWorld.Trial trial, List<String> controlFile) {
        synchronized (ONE_AT_A_TIME) {
            return trial.migration().inThisProcess(new Cli(trial.folder), controlFile);
        }
    }

    private static void compare(
            String where, Migration.Ended run, CrashWorld.End expected, CrashWorld.Trial trial, List<String> faults)
            throws Exception {
        CrashWorld.End end = trial.end();
        if (!end.outcomes().equals(expected.outcomes())) {
            faults.add(where + ": " + run.output() + run.report());
        }
        if (!end.forwarders().equals(expected.forwarders())) {
            faults.add(where + ": the forwarder is " + end.forwarders());
        }
        if (!end.letters().equals(expected.letters())) {
            faults.add(where + ": the dead letters are those of " + end.letters());
        }
        expected.refused().differences(end.refused()).forEach(text -> faults.add(where + ": refused: " + text));
        expected.cloned().differences(end.cloned()).forEach(text -> faults.add(where + ": clone: " + text));
        expected.merged().differences(end.merged()).forEach(text -> faults.add(where + ": merge: " + text));
        if (!IdentityIT.identity(expected.cloned()).equals(IdentityIT.identity(end.cloned()))) {
            faults.add(where + ": the clone has other identifiers: " + IdentityIT.identity(end.cloned()));
        }
    }

    @Test
    void theExitCodeOfAHaltIsItsOwn() {
        assertThat(CrashPoint.EXIT).isNotIn(0, 1, 2, 64);
        assertThat(CrashPoint.isOn()).isFalse();
    }
}
