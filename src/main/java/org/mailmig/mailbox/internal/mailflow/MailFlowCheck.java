// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.mailflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Sends one test message through the real mail flow to the account's address: after the stamp it must reach the source, after the clear
 * the target, before the account continues. While it is on its way, the account is parked and holds no worker. The copy in the target
 * is removed. The source is only ever read, so the copy there stays, is reported, and is copied like any message.
 */
public final class MailFlowCheck {
    private static final long LAST_UID = 0xFFFFFFFFL;
    private final StepContext work;
    private final CamelContext context;
    private final Account account;
    private final AccountResult result;
    private final String arrives;
    private final MailboxConnections<? extends ReadOnlyConnection> side;

    /** @param arrives {@code source} or {@code target}: the side that it must reach */
    public MailFlowCheck(StepContext work, CamelContext context, String arrives) {
        this.work = work;
        this.context = context;
        this.account = work.account();
        this.result = account.getResult();
        this.arrives = arrives;
        this.side = arrives.equals("source")
                ? work.session().source()
                : work.session().target();
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
        Optional<Long> uid =
                WireErrors.on("looking for the probe in the INBOX of " + side.who(), () -> side.with(this::look));
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
        result.progress.probeUid = WireErrors.on(
                "looking at the INBOX of " + side.who(),
                () -> side.with(
                        connection -> connection.examine("INBOX").status().uidNext()));
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

    private Optional<Long> look(ReadOnlyConnection connection) throws IOException {
        long next = connection.examine("INBOX").status().uidNext();
        List<Long> found = new ArrayList<>();
        if (next > result.progress.probeUid) {
            connection.fetchHeader(
                    UidSet.range(result.progress.probeUid, LAST_UID),
                    List.of(MailFlowMessage.HEADER),
                    (uid, octets) -> {
                        if (new String(octets, StandardCharsets.ISO_8859_1).contains(result.progress.probe)) {
                            found.add(uid);
                        }
                    });
        }
        return found.stream().findFirst();
    }

    private void arrived(long uid) {
        boolean removed = arrives.equals("target")
                && WireErrors.on(
                        "removing the probe from the INBOX of " + side.who(),
                        () -> work.session().target().with(target -> remove(target, uid)));
        work.event(
                EventKind.PROBE,
                "The probe " + result.progress.probe + " reached the " + arrives + " as it should; "
                        + (removed
                                ? "it was removed."
                                : "it stays in the INBOX of " + side.who() + ", UID " + uid + "."));
        result.progress.probed = arrives;
        result.progress.probe = null;
        work.ledger().leases().save(account);
    }

    private static boolean remove(ImapConnection target, long uid) throws IOException {
        if (!target.removesSingly()) {
            return false;
        }
        target.select("INBOX");
        target.remove(UidSet.range(uid, uid));
        return true;
    }

    private PermanentException missing(Duration wait) {
        String probe = result.progress.probe;
        result.progress.probe = null;
        work.ledger().leases().save(account);
        boolean stamped = arrives.equals("source");
        return new PermanentException(
                "A message to " + address() + " (" + MailFlowMessage.HEADER + ": " + probe
                        + ") did not reach the INBOX of "
                        + side.who() + " within " + wait.toSeconds() + " s of the " + (stamped ? "stamp" : "clear")
                        + ": see the MTA's log"
                        + (stamped
                                ? " (does it read " + work.settings().get("mailmig.forwarder.preset") + "'s attribute?)"
                                : "")
                        + ", then retry.",
                null,
                stamped ? Outcome.FAILED : Outcome.PARTIAL);
    }
}
