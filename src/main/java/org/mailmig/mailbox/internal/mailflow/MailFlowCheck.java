// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.mailflow;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Sends one test message through the real mail flow to the account's address: after the stamp it must reach the source, after the clear
 * the target, before the account continues. While it is on its way, the account is parked and holds no worker. The copy in the target
 * is removed. The source is only ever read, so the copy there stays, is reported, and is copied like any message.
 */
public final class MailFlowCheck {
    private final StepContext work;
    private final CamelContext context;
    private final Account account;
    private final AccountResult result;
    private final String arrives;
    private final MailFlowInbox inbox;

    /** @param arrives {@code source} or {@code target}: the side that it must reach */
    public MailFlowCheck(StepContext work, CamelContext context, String arrives) {
        this.work = work;
        this.context = context;
        this.account = work.account();
        this.result = account.getResult();
        this.arrives = arrives;
        this.inbox = new MailFlowInbox(
                arrives.equals("source")
                        ? work.session().source()
                        : work.session().target());
    }

    /** Returns whether a forwarder's effect has not yet been seen on this side. */
    public static boolean isDue(Account account, String arrives) {
        AccountResult result = account.getResult();
        ForwarderState forwarder = arrives.equals("source") ? ForwarderState.STAMPED : ForwarderState.CLEARED;
        return result.forwarder == forwarder && !arrives.equals(result.progress.probed);
    }

    /** Returns when to look again; empty when the message has arrived. */
    public Optional<Instant> run() {
        if (result.progress.probe == null) {
            send();
        }
        Optional<Long> uid = inbox.find(result.progress.probe, result.progress.probeUid);
        if (uid.isPresent()) {
            arrived(uid.get());
            return Optional.empty();
        }
        Instant sent = Instant.ofEpochMilli(result.progress.probeSent);
        Duration wait = work.settings().duration("mailmig.probe.wait");
        if (Instant.now().isAfter(sent.plus(wait))) {
            if (result.progress.probeTaken) {
                throw missing(wait);
            }
            work.event(
                    EventKind.PROBE,
                    "The probe " + result.progress.probe + " may not have been sent; another one is sent.");
            send();
            sent = Instant.ofEpochMilli(result.progress.probeSent);
        }
        Duration waited = Duration.between(sent, Instant.now());
        return Optional.of(Instant.now()
                .plus(waited.compareTo(Duration.ofSeconds(5)) < 0 ? waited.plusMillis(200) : Duration.ofSeconds(5)));
    }

    private void send() {
        result.progress.probeUid = inbox.uidNext();
        result.progress.probe = UUID.randomUUID().toString();
        result.progress.probeSent = System.currentTimeMillis();
        result.progress.probeTaken = false;
        // Save first: a message that nobody waits for would never be removed or reported.
        work.ledger().leases().save(account);
        try {
            new MailFlowMessage(result.progress.probe, address()).send(context, work.settings());
        } catch (RuntimeException e) {
            work.event(
                    EventKind.PROBE,
                    "The probe " + result.progress.probe + " to " + address() + " may or may not have been sent.");
            result.progress.probe = null;
            work.ledger().leases().save(account);
            throw e;
        }
        result.progress.probeTaken = true;
        work.ledger().leases().save(account);
        work.event(
                EventKind.PROBE,
                "The probe " + result.progress.probe + " was sent to " + address() + "; it should reach the " + arrives
                        + ".");
    }

    private String address() {
        String address = account.getRow().address();
        if (address == null || !address.contains("@")) {
            throw new PermanentException(
                    "account " + account.getAccount() + ": a probe needs the address that new mail goes to:"
                            + " give it in the column address, or set mailmig.forwarder.probe = false.");
        }
        return address;
    }

    private void arrived(long uid) {
        boolean removed =
                arrives.equals("target") && MailFlowInbox.remove(work.session().target(), uid);
        work.event(
                EventKind.PROBE,
                "The probe " + result.progress.probe + " reached the " + arrives + " as it should; "
                        + (removed
                                ? "it was removed."
                                : "it stays in the INBOX of " + inbox.who() + ", UID " + uid + "."));
        result.progress.probed = arrives;
        result.progress.probe = null;
        work.ledger().leases().save(account);
    }

    private PermanentException missing(Duration wait) {
        String probe = result.progress.probe;
        result.progress.probe = null;
        work.ledger().leases().save(account);
        boolean stamped = arrives.equals("source");
        return new PermanentException(
                "A message to " + address() + " (" + MailFlowMessage.HEADER + ": " + probe
                        + ") did not reach the INBOX of "
                        + inbox.who() + " within " + wait.toSeconds() + " s of the " + (stamped ? "stamp" : "clear")
                        + ": see the MTA's log"
                        + (stamped
                                ? " (does it read " + work.settings().get("mailmig.forwarder.preset") + "'s attribute?)"
                                : "")
                        + ", then retry.",
                null,
                stamped ? Outcome.FAILED : Outcome.PARTIAL);
    }
}
