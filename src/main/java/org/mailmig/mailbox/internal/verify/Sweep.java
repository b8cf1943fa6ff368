// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mailmig.AccountResult;
import org.mailmig.ForwarderState;
import org.mailmig.Step;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.copy.CopyPass;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.text.Plural;

/**
 * Copies, after the clear, what reached the source between the last pass and the clear, including mail from MTA queues. Makes additions
 * only. Passes are repeated at growing intervals until two in a row found nothing, or until {@code mailmig.sweep.until}.
 */
public final class Sweep {
    private static final int QUIET_PASSES = 2;
    private final StepContext work;
    private final AccountResult result;

    public Sweep(StepContext work) {
        this.work = work;
        this.result = work.account().getResult();
    }

    /** Makes one pass. Returns when to make the next one; empty when the sweep is over. */
    public Optional<Instant> run() {
        if (result.forwarder != ForwarderState.CLEARED) {
            return Optional.empty(); // we forwarded no mail to the source, so none can be stranded there because of us
        }
        Instant now = Instant.now();
        if (result.progress.sweptSince == 0) {
            result.progress.sweptSince = now.toEpochMilli();
        }
        long before = result.copied;
        CopyPassResult pass = CopyPass.run(work, Step.SWEEP);
        new Verify(work).verify(pass);
        long found = result.copied - before;
        result.progress.sweeps++;
        result.progress.quietSweeps = found == 0 ? result.progress.quietSweeps + 1 : 0;
        if (found > 0) {
            work.event(
                    EventKind.SWEPT,
                    Plural.of(
                                    found,
                                    "message that had reached the source was",
                                    "messages that had reached the source were")
                            + " collected");
        }
        Optional<Instant> next = next(Instant.ofEpochMilli(result.progress.sweptSince));
        boolean waited = next.isEmpty()
                && (result.progress.sweeps > 1
                        || work.settings().find("mailmig.sweep.until").isPresent());
        if (waited && found > 0) {
            work.warn("the sweep ended while mail still reached the source: " + Plural.of(found, "message", "messages")
                    + " came with its last pass. Run the same file again, or let the sweep last longer"
                    + " (mailmig.sweep.until, .wait)");
        }
        return next;
    }

    private Optional<Instant> next(Instant since) {
        Instant now = Instant.now();
        Duration interval = work.settings().duration("mailmig.sweep.interval");
        Duration growing = interval.multipliedBy(1L << Math.min(10, result.progress.sweeps - 1));
        Optional<Instant> until = work.settings().find("mailmig.sweep.until").map(given -> work.settings()
                .until("mailmig.sweep.until", since));
        if (until.isPresent()) {
            return now.isBefore(until.get()) ? Optional.of(earlier(now.plus(growing), until.get())) : Optional.empty();
        }
        Duration wait = work.settings().duration("mailmig.sweep.wait");
        Instant end = since.plus(wait);
        boolean over = wait.isZero() || result.progress.quietSweeps >= QUIET_PASSES || !now.isBefore(end);
        return over ? Optional.empty() : Optional.of(earlier(now.plus(growing), end));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
