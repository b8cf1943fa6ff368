// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.mailmig.error.StopException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.runtime.Shutdown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds waves that ended without a report (bean {@code mailmigUnreported}), because a process was killed between the last account's end and
 * the wave's report.
 */
public final class Unreported implements CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger(Unreported.class);
    /** Another process may still be writing the report of a wave that ended this recently. */
    private static final Duration BEING_WRITTEN = Duration.ofMinutes(1);
    /** Older waves get no report. */
    private static final Duration FORGOTTEN = Duration.ofDays(2);

    private static final int PAGE = 1000;

    private final Set<String> known = new HashSet<>();
    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Ids of the waves to report on now. Never fails: it is called again. */
    public synchronized List<String> waves() {
        if (Shutdown.asked(context)) {
            return List.of();
        }
        try {
            Ledger ledger = Ledger.of(context);
            return ledger.waves().list().stream()
                    .filter(wave ->
                            wave.ended() == null ? ledger.waves().endIfComplete(wave.id()) : isLeft(ledger, wave))
                    .map(Wave::id)
                    .toList();
        } catch (StopException e) {
            LOG.debug("Waves without a report cannot be listed", e);
            return List.of();
        }
    }

    private boolean isLeft(Ledger ledger, Wave wave) {
        Instant now = Instant.now();
        boolean mayBe = wave.ended().isBefore(now.minus(BEING_WRITTEN))
                && wave.ended().isAfter(now.minus(FORGOTTEN))
                && known.add(wave.id() + " " + wave.ended());
        return mayBe && !isReported(ledger, wave);
    }

    private static boolean isReported(Ledger ledger, Wave wave) {
        List<Event> page = ledger.events().list(wave.id(), 0, PAGE);
        while (!page.isEmpty()) {
            for (Event event : page) {
                if (event.kind() == EventKind.REPORT && !event.at().isBefore(wave.ended())) {
                    return true;
                }
            }
            page = ledger.events().list(wave.id(), page.get(page.size() - 1).id(), PAGE);
        }
        return false;
    }
}
