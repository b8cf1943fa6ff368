// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.account.ForwarderWait;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.entry.WritableDirectory;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.EventKind;

/**
 * The step clear, and the removal after a refusal: removes mailmig's own value and nothing else. A value that an administrator has since
 * put there stays and is reported.
 */
public final class ForwarderClear {
    private final ForwarderPolicy forwarding;
    private final ForwarderWait wait;

    public ForwarderClear(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
        this.wait = new ForwarderWait(forwarding);
    }

    private WritableDirectory writable() {
        return Directories.of(forwarding.context()).writableTarget();
    }

    /** From here on the target is in use, stamped or not: this pair of mailboxes is never stamped again automatically. */
    public void clear(Exchange exchange, Account account) {
        if (account.needs(Step.CLEAR)) {
            ForwarderRecord stamp =
                    forwarding.ledger().forwarders().of(account.getMailbox()).orElse(null);
            if (stamp != null && stamp.state() != ForwarderRecord.State.CLEARED) {
                cleared(account, stamp, forwarding.ledger().forwarders()::passedClear);
            } else if (stamp != null && account.getResult().forwarder != ForwarderState.NONE) {
                // Cleared by a worker that died right after: the sweep must still know it.
                account.getResult().forwarder = ForwarderState.CLEARED;
            }
            forwarding.ledger().forwarders().passedClear(account);
            if (stamp != null && (!gone(exchange, account) || !goneFromOthers(exchange, account))) {
                return;
            }
        }
        forwarding.passed(account, Step.SWEEP);
    }

    /** For an account that is refused after its stamp: a refusal leaves no trace. An adopted value stays, as it was found. */
    public void unstamp(Account account) {
        ForwarderRecord stamp = forwarding.standing(account).orElse(null);
        if (stamp == null || forwarding.ledger().forwarders().isPastClear(account.getMailbox())) {
            return;
        }
        if (stamp.adopted()) {
            forwarding.ledger().forwarders().cleared(account);
            forwarding.event(
                    account, EventKind.UNSTAMPED, "The forwarder in " + stamp.dn() + " stays as it was found.");
        } else {
            cleared(account, stamp, forwarding.ledger().forwarders()::cleared);
            ForwarderRecord gone =
                    forwarding.ledger().forwarders().of(account.getMailbox()).orElseThrow();
            new MtaDirectoryCheck(forwarding).differs(gone, false).ifPresent(account.getResult()::warn);
            new OtherServers(writable()).stillShown(gone).ifPresent(account.getResult()::warn);
            forwarding.directory().unasked().ifPresent(account.getResult()::warn);
        }
        account.getResult().forwarder = ForwarderState.NONE;
        forwarding.ledger().leases().save(account);
    }

    /**
     * Checks that the value is gone from the server that the MTA reads. If not, the account is parked, without holding a worker, until it
     * is: mail that the sweep has to collect still arrives at the source.
     *
     * @throws PermanentException if that lasts longer than {@code mailmig.directory.read-within}
     */
    private boolean gone(Exchange exchange, Account account) {
        Directory read = forwarding.readDirectory().orElse(null);
        ForwarderRecord stamp =
                forwarding.ledger().forwarders().of(account.getMailbox()).orElseThrow();
        if (read == null || account.getResult().forwarder != ForwarderState.CLEARED) {
            return true;
        }
        boolean shown = untilDone(() -> read.shows(stamp, null));
        if (shown && wait.overdue(stamp.since())) {
            throw new PermanentException(
                    "The forwarder of " + stamp.dn() + " was cleared at "
                            + forwarding.directory().server() + ", but " + read.server()
                            + ", which the MTA reads, still shows it, and new mail is still forwarded to the source:"
                            + " check the replication, then retry.",
                    null,
                    Outcome.PARTIAL);
        }
        if (shown) {
            wait.park(exchange, account, wait.askAgain());
        }
        return !shown;
    }

    /** One name may denote several servers: those that still show the value get the settle time, then they are reported. */
    private boolean goneFromOthers(Exchange exchange, Account account) {
        ForwarderRecord stamp =
                forwarding.ledger().forwarders().of(account.getMailbox()).orElseThrow();
        if (account.getResult().forwarder != ForwarderState.CLEARED) {
            return true;
        }
        Optional<String> text = new OtherServers(writable()).stillShown(stamp);
        Instant settled = stamp.since().plus(wait.settle());
        if (text.isPresent() && Instant.now().isBefore(settled)) {
            wait.park(exchange, account, settled);
            return false;
        }
        text.ifPresent(account.getResult()::warn);
        forwarding.directory().unasked().ifPresent(account.getResult()::warn);
        return true;
    }

    private void cleared(Account account, ForwarderRecord stamp, Consumer<Account> written) {
        forwarding.ledger().leases().check(account);
        account.getResult().forwarder = ForwarderState.KEPT;
        ForwarderRemoval.Removed removed = untilDone(() -> new ForwarderRemoval(forwarding).remove(stamp));
        written.accept(account);
        account.getResult().forwarder = ForwarderState.CLEARED;
        forwarding.event(account, EventKind.CLEARED, removed.text());
        if (!removed.clean()) {
            account.getResult().warn(removed.text());
        }
    }

    /** A due clear stays due: however long the directory is down, the account is redelivered for it. */
    private static <T> T untilDone(Supplier<T> work) {
        try {
            return work.get();
        } catch (TransientException e) {
            throw TransientException.untilDone(
                    "The forwarder is not cleared yet, and new mail is still forwarded to the source: "
                            + e.getMessage(),
                    e);
        }
    }
}
