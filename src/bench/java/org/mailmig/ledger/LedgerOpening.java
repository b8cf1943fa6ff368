package org.mailmig.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailmig.Account;
import org.mailmig.Mode;
import org.mailmig.Row;

/** How long it takes to open the ledger and read all that it knows of an account of 500,000 messages, and how large it is. */
public final class LedgerOpening {
    private static final int FOLDERS = 40;
    private static final int MESSAGES = 500_000;
    private static final int BATCH = 500;
    private static final int ROUNDS = 20;

    private LedgerOpening() {}

    public static void main(String[] args) throws Exception {
        for (int stride = 1; stride <= 2; stride++) {
            Path dir = Files.createTempDirectory("mailmig-ledger-");
            String url = "jdbc:h2:file:" + dir.resolve("ledger");
            fill(url, stride);
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                long began = System.nanoTime();
                long read = read(url);
                millis.add((System.nanoTime() - began) / 1e6);
                if (read != MESSAGES) {
                    throw new IllegalStateException("read " + read);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,d octets; opened and read: first %.0f ms, median %.0f ms%n",
                    stride == 1 ? "500,000 messages in runs" : "500,000 messages, none beside another",
                    Files.size(dir.resolve("ledger.mv.db")),
                    millis.get(0),
                    millis.stream().sorted().toList().get(ROUNDS / 2));
        }
    }

    private static void fill(String url, int stride) {
        try (Ledger ledger = Ledger.open(url, null)) {
            Row row = Row.of(2, "a", "a", Mode.MERGE).address("a").build();
            String wave = ledger.waves()
                    .begin(
                            "w.csv",
                            "x",
                            List.of(new NewAccount(row, null, null)).iterator())
                    .wave()
                    .id();
            Account account = ledger.accounts().take(wave, "a").orElseThrow();
            for (int f = 0; f < FOLDERS; f++) {
                long folder =
                        ledger.copies().open(account, "F" + f, 1, "F" + f, 2).id();
                for (long first = 1; first <= MESSAGES / FOLDERS; first += BATCH) {
                    List<UidRun> runs = new ArrayList<>();
                    if (stride == 1) {
                        runs.add(new UidRun(first, first, BATCH, true));
                    } else {
                        for (long uid = first; uid < first + BATCH; uid++) {
                            runs.add(new UidRun(uid * stride, uid, 1, true));
                        }
                    }
                    ledger.copies().paired(account, folder, runs, List.of());
                }
            }
        }
    }

    private static long read(String url) {
        try (Ledger ledger = Ledger.open(url, null)) {
            return ledger.copies().folders(1).stream()
                    .flatMap(folder -> ledger.copies().pairings(folder.id()).stream())
                    .mapToLong(UidRun::count)
                    .sum();
        }
    }
}
