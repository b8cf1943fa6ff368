// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.wave.NewAccount;

/**
 * How long it takes to open the ledger and to read all that it knows of an account of 500,000 messages (a pass reads no more than
 * the folders that changed), and how large it is.
 */
public final class LedgerOpening {
    private static final int FOLDERS = 40;
    private static final int MESSAGES = 500_000;
    private static final int BATCH = 500;
    private static final int SEEN = 20;
    private static final int ROUNDS = 20;

    private LedgerOpening() {}

    public static void main(String[] args) throws Exception {
        for (int stride = 1; stride <= 2; stride++) {
            Path dir = Files.createTempDirectory("mailmig-ledger-");
            String url = "jdbc:h2:file:" + dir.resolve("ledger");
            fill(url, stride);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,d octets%n",
                    stride == 1 ? "500,000 messages in runs" : "500,000 messages, none beside another",
                    Files.size(dir.resolve("ledger.mv.db")));
            List<Double> opened = new ArrayList<>();
            List<Double> read = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                measure(url, opened, read);
            }
            tell("opened", opened);
            tell("everything of it read", read);
        }
    }

    private static void measure(String url, List<Double> opened, List<Double> read) {
        long began = System.nanoTime();
        try (Ledger ledger = Ledger.open(url, null)) {
            opened.add((System.nanoTime() - began) / 1e6);
            began = System.nanoTime();
            if (read(ledger) != MESSAGES) {
                throw new IllegalStateException("Messages are missing in the ledger");
            }
            read.add((System.nanoTime() - began) / 1e6);
        }
    }

    private static void tell(String what, List<Double> millis) {
        System.out.printf(
                Locale.ROOT,
                "  %s: first %.0f ms, median %.0f ms%n",
                what,
                millis.get(0),
                millis.stream().sorted().toList().get(ROUNDS / 2));
    }

    private static void fill(String url, int stride) {
        try (Ledger ledger = Ledger.open(url, null)) {
            ControlRow row = ControlRow.of(2, "a", "a", Mode.MERGE).address("a").build();
            String wave = ledger.waves()
                    .begin(
                            "w.csv",
                            "x",
                            List.of(new NewAccount(row, null, null)).iterator())
                    .wave()
                    .id();
            Account account = ledger.leases().take(wave, "a").orElseThrow();
            for (int f = 0; f < FOLDERS; f++) {
                long folder = ledger.folderStates()
                        .open(account, "F" + f, 1, "F" + f, 2)
                        .id();
                for (long first = 1; first <= MESSAGES / FOLDERS; first += BATCH) {
                    List<UidRun> runs = new ArrayList<>();
                    if (stride == 1) {
                        runs.add(new UidRun(first, first, BATCH, true));
                    } else {
                        for (long uid = first; uid < first + BATCH; uid++) {
                            runs.add(new UidRun(uid * stride, uid, 1, true));
                        }
                    }
                    PendingAppend intent =
                            ledger.copies().intend(account, folder, first + ":" + (first + BATCH - 1), first);
                    ledger.copies().landed(account, intent, runs, flags(runs), Map.of());
                }
            }
        }
    }

    /** Stretches of equal flags. */
    private static List<FlagRun> flags(List<UidRun> runs) {
        List<FlagRun> flags = new ArrayList<>();
        for (UidRun run : runs) {
            for (long uid = run.source(); uid < run.source() + run.count(); uid += SEEN) {
                long last = Math.min(uid + SEEN, run.source() + run.count()) - 1;
                flags.add(new FlagRun(uid, last, uid / SEEN % 2 == 0 ? "\\Seen" : ""));
            }
        }
        return flags;
    }

    private static long read(Ledger ledger) {
        List<FolderState> folders = ledger.folderStates().folders(1);
        folders.forEach(folder -> ledger.uidMappings().flags(folder.id()));
        return folders.stream()
                .flatMap(folder -> ledger.uidMappings().pairings(folder.id()).stream())
                .mapToLong(UidRun::count)
                .sum();
    }
}
