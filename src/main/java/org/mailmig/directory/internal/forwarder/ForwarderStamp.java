// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Step;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.account.ForwarderWait;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.EventKind;

/**
 * The step stamp: sets the forwarder ({@link ForwarderWrite}) and records it as set. Then the account waits, without holding a worker,
 * until every MTA sees it.
 */
public final class ForwarderStamp {
    private final ForwarderPolicy forwarding;
    private final ForwarderWait wait;

    public ForwarderStamp(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
        this.wait = new ForwarderWait(forwarding);
    }

    public void stamp(Exchange exchange, Account account) {
        if (forwarding.toStamp(account)) {
            String text;
            try {
                takeBackOther(account);
                text = new ForwarderWrite(forwarding).set(account);
            } finally {
                // Also if it is unknown whether it is set: the ledger intends it.
                account.getResult().forwarder =
                        forwarding.standing(account).isPresent() ? ForwarderState.STAMPED : ForwarderState.NONE;
            }
            if (!seen(exchange, account)) {
                return;
            }
            recordSet(account, text);
            if (settling(exchange, account)) {
                return;
            }
        } else if (forwarding.standing(account).isPresent()) {
            account.getResult().forwarder = ForwarderState.STAMPED;
        } else if (account.needs(Step.STAMP)) {
            warnWhyNot(account);
        }
        forwarding.passed(account, Step.COPY);
    }

    /** The configuration was corrected since: the value set by the old one is removed first, else it would be forgotten. */
    private void takeBackOther(Account account) {
        ForwarderRecord stamp = forwarding.standing(account).orElse(null);
        if (stamp == null || stamp.adopted() || stamp.restored()) {
            return;
        }
        boolean same = stamp.attribute().equalsIgnoreCase(forwarding.attribute())
                && stamp.value().equalsIgnoreCase(forwarding.value(account).text());
        if (!same) {
            forwarding.event(
                    account,
                    EventKind.UNSTAMPED,
                    new ForwarderRemoval(forwarding).remove(stamp).text());
            forwarding.ledger().forwarders().cleared(account);
        }
    }

    /**
     * Checks that the server that the MTA reads shows the value. If not, the account is parked, without holding a worker, until it does.
     *
     * @throws PermanentException if that lasts longer than {@code mailmig.directory.read-within}
     */
    private boolean seen(Exchange exchange, Account account) {
        ForwarderRecord stamp = forwarding.standing(account).orElseThrow();
        Directory read = forwarding.readDirectory().orElse(null);
        if (read == null || stamp.state() == ForwarderRecord.State.STANDING) {
            return true;
        }
        boolean shown = read.shows(stamp, null);
        if (!shown) {
            if (wait.overdue(stamp.since())) {
                throw new PermanentException("The forwarder is set in " + stamp.dn() + " at "
                        + forwarding.directory().server() + ", but " + read.server()
                        + ", which the MTA reads, does not show it: check the replication, then retry.");
            }
            wait.park(exchange, account, wait.askAgain());
        }
        return shown;
    }

    private void recordSet(Account account, String text) {
        boolean news = forwarding
                .standing(account)
                .filter(stamp -> stamp.state() == ForwarderRecord.State.STANDING)
                .isEmpty();
        if (news) {
            forwarding.ledger().forwarders().standing(account);
            forwarding.event(account, EventKind.STAMPED, text);
        }
    }

    /** Parks the account at this step: after a restart it returns here, reads the stamp again and waits for the rest of the time. */
    private boolean settling(Exchange exchange, Account account) {
        ForwarderRecord stamp = forwarding.standing(account).orElseThrow();
        Instant settled = stamp.since().plus(stamp.adopted() ? Duration.ZERO : wait.settle());
        if (!Instant.now().isBefore(settled)) {
            return false;
        }
        wait.park(exchange, account, settled);
        return true;
    }

    /** Nothing is skipped silently: with a domain but no directory, a forwarder is expected. */
    private void warnWhyNot(Account account) {
        if (!forwarding.hasForwardDomain(account)) {
            return;
        }
        if (!forwarding.directory().configured()) {
            account.getResult()
                    .warn("No forwarder was set: mailmig.forwarder.domain is given but no mailmig.directory.url.");
        } else if (!account.getRow().takesNewMail() && account.getMode().equals(Mode.CLONE.word())) {
            account.getResult()
                    .warn("No forwarder was set: the row excludes the INBOX, and new mail forwarded to the source"
                            + " would stay there. New mail still reaches the target.");
        }
    }
}
