// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.runtime.CrashPoint;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Hanging;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/**
 * A dropped control file, and the process halted at the points around its way aside: the next {@code serve} finds it in the
 * drop folder, among those done, or in both places, and there is one wave of it. What follows, {@link CrashIT} has.
 */
@RealServers
class DropCrashIT {
    @TempDir
    Path dir;

    @Test
    void haltedWhileADroppedFileIsAcceptedItIsOneWaveAndIsMovedOnce() throws Exception {
        Shipped shipped = Shipped.in(dir);
        Drop clean = new Drop("clean", shipped);
        clean.serve(0);
        assertThat(clean.faults()).isEmpty();
        List<String> steps = clean.steps();
        List<String> faults = new ArrayList<>();
        int tried = 0;
        for (int point = 1; point <= steps.size(); point++) {
            String step = steps.get(point - 1);
            if (step.contains("aside") || step.contains("taking away")) {
                tried++;
                Drop drop = new Drop("at" + point, shipped);
                drop.serve(point);
                drop.serve(0);
                drop.faults().forEach(fault -> faults.add("halted at " + step + ": " + fault));
            }
        }
        assertThat(tried).describedAs(steps.toString()).isEqualTo(3);
        assertThat(faults).isEmpty();
    }

    /** A mailbox of its own, and a drop folder with the file that moves it. */
    private final class Drop {
        private final String user = Users.fresh("drop");
        private final Shipped shipped;
        private final Path folder;
        private final Path intake;

        Drop(String name, Shipped shipped) throws IOException {
            this.shipped = shipped;
            this.folder = Files.createDirectory(dir.resolve(name));
            this.intake = Files.createDirectory(folder.resolve("intake"));
            new Mailbox(Dovecot.source(), user).append(Mail.of("one", "1"), Mail.of("two", "2"));
            Files.write(intake.resolve("wave.csv"), List.of("source_user,mode", user + ",merge"));
        }

        /** Until it is halted at this step; 0: until the wave's report exists. */
        void serve(int haltAt) throws IOException {
            Path lock = folder.resolve("ledger.lock.db");
            if (Files.exists(
                    lock)) { // seconds later: H2 waits for those before it believes that a lock's owner is dead
                Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(10)));
            }
            Migration.Running serve = new Migration(folder, Dovecot.source(), Dovecot.target())
                    .with("mailmig.intake.settle", "100")
                    .classPath(shipped.classPath())
                    .jvm(shipped.with(
                            "-Dmailmig.crash.at=" + haltAt, "-Dmailmig.crash.log=" + folder.resolve("steps" + haltAt)))
                    .begin(List.of("serve"));
            try {
                await("the halt, or the report")
                        .atMost(Hanging.AFTER)
                        .until(() -> !serve.isAlive()
                                || haltAt == 0
                                        && !under("report", "report.json").isEmpty());
                assertThat(serve.isAlive() ? 0 : serve.ended().exit())
                        .describedAs(serve.output())
                        .isEqualTo(haltAt == 0 ? 0 : CrashPoint.EXIT);
            } finally {
                serve.kill();
            }
        }

        List<String> faults() throws IOException {
            List<String> faults = new ArrayList<>();
            long messages = new Mailbox(Dovecot.target(), user).snapshot().count();
            if (messages != 2) {
                faults.add(messages + " messages in the target");
            }
            if (under("report", "report.json").size() != 1) {
                faults.add("reports: " + under("report", "report.json"));
            }
            if (Files.exists(intake.resolve("wave.csv"))) {
                faults.add("the file is still in the drop folder");
            }
            // Put aside, but not yet taken away, it cannot be told from one that was dropped again: a duplicate.
            List<Path> aside = new ArrayList<>(under("intake", "wave"));
            List<Path> done = under("intake/done", "wave");
            aside.removeAll(under("intake/duplicate", "wave"));
            if (done.size() != 1 || !aside.equals(done)) {
                faults.add("aside lie " + aside);
            }
            return faults;
        }

        List<String> steps() throws IOException {
            return Files.readAllLines(folder.resolve("steps0"));
        }

        private List<Path> under(String below, String nameHolds) throws IOException {
            if (!Files.isDirectory(folder.resolve(below))) {
                return List.of();
            }
            try (Stream<Path> files = Files.walk(folder.resolve(below))) {
                return files.filter(Files::isRegularFile)
                        .filter(file -> file.getFileName().toString().contains(nameHolds))
                        .toList();
            }
        }
    }
}
