// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.wave.NewAccount;

/** The ledger's file after it is closed, written as copies write it: intent, then result, batch by batch, two folders at once. */
class LedgerSizeTest {
    private static final int BATCH = 500;
    private static final int FOLDERS = 40;
    private static final long MEGABYTE = 1_000_000;

    @TempDir
    Path dir;

    /** Consecutive UIDs on both sides; one message in forty is unread, as in mailboxes that people live in. */
    @Test
    void aMillionPairingsInRunsTakeLessThanFiveMegabytes() throws Exception {
        assertThat(written(1_000_000, 1, 40)).isLessThan(5 * MEGABYTE);
    }

    /** The worst case: every source UID is followed by a gap, and flags alternate. */
    @Test
    void fortyThousandPairingsWithoutAnyNeighbourTakeLessThanEightMegabytes() throws Exception {
        assertThat(written(40_000, 2, 2)).isLessThan(8 * MEGABYTE);
    }

    /** Each {@code stride}th UID is a message, each {@code unread}th message lacks the flag of being seen. */
    private long written(int pairings, int stride, int unread) throws Exception {
        try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null)) {
            ControlRow row = ControlRow.of(2, "a", "a", Mode.MERGE).address("a").build();
            Waves.Begun begun = ledger.waves()
                    .begin(
                            "w.csv",
                            "w",
                            List.of(new NewAccount(row, null, null)).iterator());
            Account account = ledger.leases().take(begun.wave().id(), "a").orElseThrow();
            ExecutorService two = Executors.newFixedThreadPool(2);
            List<Future<?>> folders = new ArrayList<>();
            for (int f = 0; f < FOLDERS; f++) {
                FolderState folder =
                        ledger.folderStates().open(account, "Folder " + f, 1000 + f, "Folder " + f, 2000 + f);
                folders.add(two.submit(() -> {
                    for (long first = 1; first <= pairings / FOLDERS; first += BATCH) {
                        write(ledger, account, folder.id(), first, stride, unread);
                    }
                }));
            }
            two.shutdown();
            for (Future<?> each : folders) {
                each.get();
            }
            assertThat(ledger.folderStates().folders(account.getMailbox()).stream()
                            .flatMap(folder -> ledger.uidMappings().pairings(folder.id()).stream())
                            .mapToLong(UidRun::count)
                            .sum())
                    .isEqualTo(pairings);
        }
        return Files.size(dir.resolve("ledger.mv.db"));
    }

    private static void write(Ledger ledger, Account account, long folder, long first, int stride, int unread) {
        PendingAppend intent = ledger.copies().intend(account, folder, first + ":" + (first + BATCH - 1), first);
        List<UidRun> runs = new ArrayList<>();
        List<FlagRun> flags = new ArrayList<>();
        for (long i = first; i < first + BATCH; i++) {
            long uid = i * stride;
            String carried = i % unread == 0 ? "" : "\\Seen";
            int last = flags.size() - 1;
            if (stride > 1 || flags.isEmpty()) {
                runs.add(new UidRun(uid, i, stride > 1 ? 1 : BATCH, true));
            }
            if (stride > 1 || flags.isEmpty() || !flags.get(last).flags().equals(carried)) {
                flags.add(new FlagRun(uid, uid, carried));
            } else {
                flags.set(last, new FlagRun(flags.get(last).first(), uid, carried));
            }
        }
        ledger.copies().landed(account, intent, runs, flags, Map.of());
    }
}
