// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailmig.servers.RealMta;
import org.mailmig.world.Alone;
import org.mailmig.world.Hanging;

/**
 * Not one mail is lost or doubled while a whole wave runs and the world keeps sending: slapd is stopped once, the MTA's
 * queue held once before the stamps and once before the clears, our worker killed once. Seeds choose the moments; {@code
 * -Dmailmig.mailflow.seeds=10} runs ten of them.
 */
@Alone
@RealMta
class MailFlowIT {
    private static final int MESSAGES = 3_000;
    private static final int PER_SECOND = 70;
    private static final int CLONES = 8;

    @TempDir
    Path dir;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("mailmig.mailflow.seeds", 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyAcceptedMailIsInTheTargetOnce(long seed) {
        Random random = new Random(seed);
        try (MailWorld world = new MailWorld()) {
            List<String> early = List.of(world.user("early", 150, "clone"), world.user("early", 20, "clone"));
            List<String> living = List.of(world.user("living", 50, "merge"), world.user("living", 0, "merge"));
            List<String> cloned = new ArrayList<>();
            for (int i = 0; i < CLONES; i++) {
                cloned.add(world.user("cloned", 30 + random.nextInt(400), "clone"));
            }
            Migration migration = world.migration(dir)
                    .with("mailmig.target.when-initialised", "merge")
                    // Copies wait for it, so that held mail is released before them as soon as all are stamped.
                    .with("mailmig.forwarder.settle", seed % 2 == 1 ? "20s" : "4s")
                    .with("mailmig.sweep.until", "90s") // longer than the MTA holds mail back, also on a busy machine
                    .with("mailmig.sweep.interval", "2s");
            Feeder feeder = new Feeder(world.mta.port(), PER_SECOND, seed);
            Migration.Ended ended;
            try (feeder) {
                living.forEach(feeder::to);
                queueBeforeTheStamps(world, feeder, early);
                ended = trouble(world, migration, feeder, early, cloned, random, seed % 2 == 1);
                await("the rest of the messages").atMost(Hanging.AFTER).until(() -> feeder.count() >= MESSAGES);
            }
            world.mta.drain();
            assertThat(ended.exit()).describedAs(ended.output()).isLessThan(2);
            assertThat(feeder.putOff())
                    .describedAs("put off while slapd was down")
                    .isPositive();
            if (seed % 2 == 1) {
                assertThat(ended.output()).describedAs("held over a clear").contains(" collected");
            }
            everyAccountIsDone(ended.report(), early, cloned, seed % 2 == 1);

            Migration.Ended caughtUp = migration.with("mailmig.sweep.until", "").run(world.rows());
            assertThat(caughtUp.exit()).describedAs(caughtUp.output()).isLessThan(2);
            caughtUp.report().path("accounts").forEach(account -> assertThat(
                            account.path("copied").asInt())
                    .describedAs("left to the catch-up by the sweep: %s", account)
                    .isZero());
            eachNumberStandsInTheTarget(world, feeder);
            MailLog log = new MailLog(world.mta.log());
            log.isClean(feeder.count() + arrived(world, feeder, feeder.unknown()));
            assertThat(log.forwarded()).describedAs("forwarded to the source").isGreaterThan(MESSAGES / 20);
        }
    }

    /** Mail that the MTA takes before the stamp and delivers after it arrives in a target that a clone is filling. */
    private static void queueBeforeTheStamps(MailWorld world, Feeder feeder, List<String> early) {
        world.mta.hold();
        early.forEach(feeder::to);
        int before = feeder.count();
        await("mail in the held queue").until(() -> feeder.count() > before + 60);
    }

    /** @param inTime the held mail comes before the copies are over; else it may come when there is no clone left to disturb */
    private static Migration.Ended trouble(
            MailWorld world,
            Migration migration,
            Feeder feeder,
            List<String> early,
            List<String> cloned,
            Random random,
            boolean inTime) {
        Migration.Running run = migration.beginRun(world.rows());
        await("stamps")
                .atMost(Hanging.AFTER)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    assertThat(run.isAlive()).isTrue();
                    cloned.stream().filter(world::isStamped).forEach(feeder::to);
                    return early.stream().allMatch(world::isStamped)
                            && cloned.stream().allMatch(world::isStamped);
                });
        cloned.forEach(feeder::to);
        pause(random, inTime ? 1_000 : 5_000);
        world.mta.release();
        pause(random, 3_000);
        world.directory.stop();
        LockSupport.parkNanos(1_000_000_000L); // for the feeder to notice
        pause(random, 3_000);
        world.directory.start();
        pause(random, 4_000);
        run.kill();
        world.mta.hold();
        List<String> led = cloned.stream().filter(world::isStamped).toList();
        if (inTime) {
            assertThat(led)
                    .describedAs("still forwarded when the worker was killed")
                    .isNotEmpty();
        }
        Migration.Running again = migration.beginRun(world.rows());
        await("a clear while mail is held")
                .atMost(Hanging.AFTER)
                .until(() ->
                        !again.isAlive() || led.isEmpty() || led.stream().anyMatch(user -> !world.isStamped(user)));
        pause(random, 2_000);
        world.mta.release();
        return again.ended();
    }

    private static void pause(Random random, int mostMillis) {
        LockSupport.parkNanos(1_000_000L * random.nextInt(mostMillis));
    }

    private static void everyAccountIsDone(JsonNode report, List<String> early, List<String> cloned, boolean inTime) {
        assertThat(report.path("accounts"))
                .hasSize(early.size() + cloned.size() + 2)
                .allSatisfy(account -> {
                    assertThat(account.path("outcome").asText())
                            .describedAs("%s", account)
                            .isEqualTo("DONE");
                    assertThat(account.path("forwarder").asText())
                            .isEqualTo(account.path("account").asText().startsWith("living") ? "none" : "cleared");
                    if (inTime && early.contains(account.path("account").asText())) {
                        assertThat(account.path("fellBack").asBoolean())
                                .describedAs("%s", account)
                                .isTrue();
                    }
                    if (cloned.contains(account.path("account").asText())) {
                        assertThat(account.path("fellBack").asBoolean())
                                .describedAs("%s", account)
                                .isFalse();
                    }
                });
    }

    private static void eachNumberStandsInTheTarget(MailWorld world, Feeder feeder) {
        Map<String, Integer> found = found(world);
        List<String> wrong = new ArrayList<>();
        feeder.taken().forEach((number, user) -> {
            int times = found.getOrDefault(user + " " + feeder.subject(number), 0);
            if (times != 1) {
                wrong.add(feeder.subject(number) + " to " + user + ": " + times + " times");
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(feeder.taken()).hasSizeGreaterThanOrEqualTo(MESSAGES);
        assertThat(found.entrySet()).allMatch(each -> each.getValue() == 1);
        assertThat(found).hasSize(feeder.count() + arrived(world, feeder, feeder.unknown()));
    }

    /** The number of messages with an unknown SMTP reply that are in a target. */
    private static int arrived(MailWorld world, Feeder feeder, Set<Long> numbers) {
        if (numbers.isEmpty()) {
            return 0;
        }
        List<String> subjects = numbers.stream().map(feeder::subject).toList();
        return (int) found(world).keySet().stream()
                .filter(each -> subjects.contains(each.substring(each.indexOf(' ') + 1)))
                .count();
    }

    /** How often each user's target holds each numbered message. */
    private static Map<String, Integer> found(MailWorld world) {
        Map<String, Integer> found = new HashMap<>();
        for (String user : world.entries.keySet()) {
            world.subjects(world.target, user).stream()
                    .filter(subject -> subject.matches("n\\d+-\\d+"))
                    .forEach(subject -> found.merge(user + " " + subject, 1, Integer::sum));
        }
        return found;
    }
}
