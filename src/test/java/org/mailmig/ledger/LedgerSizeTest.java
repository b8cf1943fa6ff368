package org.mailmig.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.Mode;
import org.mailmig.Row;

/** What fragmentation costs: pairings without neighbours are the ledger's worst case. */
class LedgerSizeTest {
    private static final int BATCH = 500;
    private static final int FOLDERS = 50;
    private static final long MEGABYTE = 1_000_000;

    @TempDir
    Path dir;

    /** As copies write it: intent, then result, batch by batch; {@code stride} 1 gives consecutive UIDs, 2 gaps. */
    private long written(String name, int pairings, int stride) throws IOException {
        try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve(name), null)) {
            Row row = Row.of(2, "a", "a", Mode.MERGE).address("a").build();
            Waves.Begun begun = ledger.waves()
                    .begin(
                            "w.csv",
                            name,
                            List.of(new NewAccount(row, null, null)).iterator());
            Account account = ledger.accounts().take(begun.wave().id(), "a").orElseThrow();
            for (int f = 0; f < FOLDERS; f++) {
                FolderState folder = ledger.copies().open(account, "Folder " + f, 1000 + f, "Folder " + f, 2000 + f);
                for (long done = 0; done < pairings / FOLDERS; done += BATCH) {
                    write(ledger, account, folder.id(), 1 + done, stride);
                }
            }
        }
        return Files.size(dir.resolve(name + ".mv.db"));
    }

    private static void write(Ledger ledger, Account account, long folder, long first, int stride) {
        Intent intent = ledger.copies().intend(account, folder, first + ":" + (first + BATCH - 1), first);
        List<UidRun> runs = new ArrayList<>();
        List<FlagRun> flags = new ArrayList<>();
        for (long i = 0; i < BATCH; i++) {
            long uid = (first + i) * stride;
            runs.add(new UidRun(uid, first + i, 1, true));
            flags.add(new FlagRun(uid, uid, i % 2 == 0 ? "\\Seen" : ""));
        }
        ledger.copies().landed(account, intent, runs, flags, java.util.Map.of());
    }

    /** The worst case: every source UID is followed by a gap, and flags alternate. */
    @Test
    void aHundredThousandPairingsWithoutAnyNeighbourTakeLessThanThirtyMegabytes() throws IOException {
        assertThat(written("single", 100_000, 2)).isLessThan(30 * MEGABYTE);
    }
}
