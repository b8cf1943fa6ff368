// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Slapd;
import org.mailmig.servers.Users;
import org.mailmig.world.Alone;
import org.mailmig.world.Corpus;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/**
 * kill -9 from outside, at random moments of copies of 2,000 messages: a copy is killed again and again until it gets
 * through, then the next begins. Nothing is lost, doubled or altered.
 */
@Alone
@RealServers
class KillIT {
    private static final int SEED = 4711;
    private static final int KILLS = Integer.getInteger("mailmig.kills", 10);
    private static final int KILLS_PER_COPY = 10;
    private static final int MESSAGES = 2_000;
    private final Dovecot source = Dovecot.shared(DovecotOptions.named("source"));
    private final Dovecot target = Dovecot.shared(DovecotOptions.named("target"));
    private final Random random = new Random(SEED);

    @TempDir
    Path dir;

    @Test
    void killedAtRandomMomentsNothingIsLostDuplicatedOrAltered() throws Exception {
        Shipped shipped = Shipped.in(dir);
        int fell = 0;
        int copies = 0;
        for (; fell < KILLS && copies < KILLS; copies++) {
            String user = Users.fresh("killed");
            Corpus corpus = new Corpus(SEED + copies, '/');
            Mailbox from = new Mailbox(source, user).create(corpus.folders()).append(corpus.mails(MESSAGES));
            Snapshot before = from.snapshot();
            Path folder = Files.createDirectory(dir.resolve(user));
            String entry = Slapd.shared().person(user);
            Migration migration =
                    migration(folder).classPath(shipped.classPath()).jvm(shipped.jvm());
            List<String> controlFile = List.of("source_user,address,mode", user + "," + user + "@target.example,clone");
            int here = 0;
            while (fell + here < KILLS
                    && here < KILLS_PER_COPY
                    && killed(migration.beginRun(controlFile).process(), user)) {
                here++;
            }
            fell += here;
            Migration.Ended ended = migration.run(controlFile);
            assertThat(ended.report().path("outcome").asText())
                    .describedAs(ended.output())
                    .isEqualTo("DONE");
            Snapshot copy = new Mailbox(target, user).snapshot();
            assertThat(before.differences(copy)).isEmpty();
            assertThat(ended.report().at("/accounts/0/copied").asLong())
                    .as("those that killed attempts wrote, too")
                    .isEqualTo(MESSAGES);
            assertThat(ended.report().at("/accounts/0/present").asLong()).isZero();
            assertThat(from.snapshot()).isEqualTo(before);
            assertThat(Slapd.shared().forwarder(entry)).isEmpty();
        }
        System.out.println("KillIT: " + fell + " kills fell into " + copies + " copies");
        assertThat(fell).describedAs("kills that fell into a copy").isEqualTo(KILLS);
    }

    /** Waits until new messages arrive, then a random time longer. Returns true if the copy was in progress. */
    private boolean killed(Process process, String user) throws Exception {
        long standing = octets(user);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        long now = standing;
        while (process.isAlive() && now <= standing && System.nanoTime() < end) {
            Thread.sleep(2);
            now = octets(user);
        }
        boolean moving = now > standing;
        Thread.sleep(random.nextInt(60));
        boolean alive = process.isAlive();
        process.destroyForcibly(); // SIGKILL
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return moving && alive;
    }

    private long octets(String user) throws IOException {
        Path home = target.home(user);
        if (!Files.isDirectory(home)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> file.getFileName().toString().startsWith("m."))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (java.io.UncheckedIOException e) {
            return -1; // something went away while we looked
        }
    }

    private Migration migration(Path folder) {
        return new Migration(folder, source, target)
                .with(Slapd.shared(), "source.example")
                .with("mailmig.forwarder.settle", "10")
                .with("mailmig.redelivery.delay", "100");
    }
}
