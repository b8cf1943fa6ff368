// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.ledger.Ledger;

/**
 * {@code status} during a {@code retry}: "The ledger cannot be opened: Connection refused". A process that closes its ledger
 * no longer answers, but holds the lock while it compacts the file.
 */
class ClosingLedgerIT {
    private static final int HELD_SECS = 3;

    @TempDir
    Path dir;

    /** H2's lock file of a process whose port is closed already; it is touched as a living process touches it. */
    private void closing() {
        Path lock = dir.resolve("ledger.lock.db");
        try {
            int port;
            try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = gone.getLocalPort();
            }
            String held = "#FileLock\nid=0123456789abcdef\nmethod=file\nserver=127.0.0.1\\:" + port + "\n";
            for (int i = 0; i < HELD_SECS * 4; i++) {
                Files.writeString(lock, held);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
            }
            Files.delete(lock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void openingTheLedgerInTheMeantimeWaits() throws Exception {
        String url = "jdbc:h2:file:" + dir.resolve("ledger");
        Ledger.open(url, null).close();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(this::closing);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        try (Ledger ledger = Ledger.open(url, null)) {
            assertThat(closing).describedAs("it is gone by then").isDone();
            assertThat(ledger.waves().list()).isEmpty();
        }
        closing.get();
    }
}
