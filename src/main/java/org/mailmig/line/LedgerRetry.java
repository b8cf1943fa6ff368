// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.mailmig.error.TransientException;
import org.mailmig.runtime.Shutdown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a ledger that does not respond. Nothing may be done without it, so the worker is held: an account whose end is not recorded
 * would be lost until the next start.
 */
final class LedgerRetry {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerRetry.class);
    private static final long FIRST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 30_000;
    private static final long SLICE_MILLIS = 250;

    private LedgerRetry() {}

    /** Retries until the ledger responds. @throws TransientException the ledger's, if the exchange has to stop in the meantime */
    static <T> T ask(Exchange exchange, Supplier<T> question) {
        for (long delay = FIRST_MILLIS; ; delay = Math.min(LONGEST_MILLIS, delay * 2)) {
            try {
                return question.get();
            } catch (TransientException e) {
                LOG.warn("{} Waiting {} ms for the ledger.", e.getMessage(), delay);
                if (!waited(exchange, delay)) {
                    throw e;
                }
            }
        }
    }

    /** Like {@link #ask}, without a result. */
    static void run(Exchange exchange, Runnable statement) {
        ask(exchange, () -> {
            statement.run();
            return null;
        });
    }

    private static boolean waited(Exchange exchange, long millis) {
        try {
            for (long left = millis; left > 0; left -= SLICE_MILLIS) {
                if (Shutdown.asked(exchange)) {
                    return false;
                }
                Thread.sleep(Math.min(left, SLICE_MILLIS));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
