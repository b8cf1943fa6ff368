// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Corpus;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** Owners go on working, on the source during clone and merges, on the target after the clear; each by a seeded script. */
@RealServers
class UsersAtWorkIT {
    private static final List<String> FOLDERS = List.of("INBOX", "Sent", "Tom & Jerry");
    private final String user = Users.fresh("atwork");

    @TempDir
    Path dir;

    /** What an owner does: one thing after another, each with its own login. */
    private static final class Owner {
        private final Random random;
        private final Mailbox mailbox;
        private final String name;
        private int written;
        /** The number of messages that the user expunged or moved away. */
        long gone;

        Owner(long seed, Mailbox mailbox, String name) {
            this.random = new Random(seed);
            this.mailbox = mailbox;
            this.name = name;
        }

        void act() {
            String folder = FOLDERS.get(random.nextInt(FOLDERS.size()));
            List<Snapshot.Message> there = mailbox.snapshot().messages(folder);
            int roll = random.nextInt(10);
            if (roll < 4 || there.isEmpty()) {
                mailbox.append(Mail.of(name + written++, "written in the meantime ".repeat(1 + random.nextInt(50)))
                        .in(folder));
                return;
            }
            String uid = String.valueOf(there.get(random.nextInt(there.size())).uid());
            switch (roll) {
                case 4, 5 -> mailbox.store(folder, uid, "+FLAGS", "\\Flagged", "Key" + random.nextInt(3));
                case 6 -> mailbox.store(folder, uid, "-FLAGS", "\\Seen");
                case 7, 8 -> {
                    mailbox.remove(folder, uid);
                    gone++;
                }
                default -> {
                    mailbox.move(folder, uid, FOLDERS.get((FOLDERS.indexOf(folder) + 1) % FOLDERS.size()));
                    gone++;
                }
            }
        }

        AccountResult during(Supplier<AccountResult> work) throws InterruptedException {
            AtomicBoolean over = new AtomicBoolean();
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    act();
                }
            });
            thread.start();
            try {
                return work.get();
            } finally {
                over.set(true);
                thread.join();
            }
        }
    }

    private static AccountResult done(AccountResult result) {
        assertThat(result.outcome)
                .describedAs(result.reason + InProcess.shown(result))
                .isEqualTo(Outcome.DONE);
        return result;
    }

    private Owner filled(InProcess line, long seed) {
        Corpus corpus = new Corpus(seed, '/');
        List<Mail> mails = new ArrayList<>(corpus.mails(400));
        mails.removeIf(mail -> mail.flags().contains("\\Deleted")); // the user's EXPUNGE would remove them too
        return new Owner(seed, line.source(user).create(corpus.folders()).append(mails), "new");
    }

    @Test
    void afterTheLastMergeThatFollowsRemovalsBothSidesAreEqual() throws Exception {
        try (InProcess line = new InProcess().with("mailmig.merge.removals", "follow")) {
            Owner owner = filled(line, 1);
            done(owner.during(() -> line.clone(user)));
            for (int i = 0; i < 3; i++) {
                done(owner.during(() -> line.merge(user)));
            }
            done(line.merge(user));
            assertThat(line.source(user)
                            .snapshot()
                            .differences(line.target(user).snapshot()))
                    .isEmpty();
            assertThat(owner.gone).describedAs("removals").isPositive();
        }
    }

    @Test
    void withoutRemovalsTheTargetHoldsAllAndTheSurplusIsNamed() throws Exception {
        try (InProcess line = new InProcess()) {
            Owner owner = filled(line, 2);
            done(line.clone(user));
            for (int i = 0; i < 30; i++) {
                owner.act();
                if (i % 10 == 9) {
                    done(owner.during(() -> line.merge(user)));
                }
            }
            AccountResult last = done(line.merge(user));
            List<String> differences =
                    line.source(user).snapshot().differences(line.target(user).snapshot());
            assertThat(differences).allMatch(text -> text.contains("is too much in the copy"));
            assertThat(last.goneAtSource).isEqualTo(differences.size()).isPositive();
            long named = last.folders.stream()
                    .filter(folder -> !folder.goneAtSource().isEmpty())
                    .mapToLong(folder -> org.mailmig.imap.text.UidSet.parse(folder.goneAtSource())
                            .size())
                    .sum();
            assertThat(named).isEqualTo(differences.size());
            assertThat(differences.size()).isLessThanOrEqualTo((int) owner.gone);
        }
    }

    @Test
    void whatTheOwnerDidInTheTargetAfterTheClearIsNotUndone() throws Exception {
        try (InProcess line =
                new InProcess().ledgerIn(dir.resolve("ledger")).with("mailmig.merge.removals", "follow")) {
            Owner before = filled(line, 3);
            done(line.clone(user));
            line.sql("update mailbox set past_clear = true");
            Owner owner = new Owner(33, line.target(user), "own");
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 12; i++) {
                    owner.act();
                }
                Snapshot left = line.target(user).snapshot();
                assertThat(done(line.merge(user)).copied).isZero();
                assertThat(line.target(user).snapshot()).isEqualTo(left);
                before.mailbox.append(Mail.of("straggler" + round, "late"));
                assertThat(done(line.merge(user)).copied).isEqualTo(1);
                Snapshot now = line.target(user).snapshot();
                assertThat(now.count()).isEqualTo(left.count() + 1);
                assertThat(left.differences(now)).hasSize(1).allMatch(text -> text.contains("straggler"));
            }
        }
    }
}
