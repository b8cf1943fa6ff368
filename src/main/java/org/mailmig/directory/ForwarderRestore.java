// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.forwarder.AddressTransfer;
import org.mailmig.directory.internal.forwarder.MtaDirectoryCheck;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.StopException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.EventKind;

/** Rolls a wave back: new mail goes to the source again, until an operator or another run of the wave changes that. */
public final class ForwarderRestore {
    /**
     * The result for one account.
     *
     * @param stands whether its forwarder is set now
     * @param failed whether the directory failed to do what it should
     * @param cleared when new mail began to reach the target, which is not carried back; {@code null} if it never did
     * @param dn the DN of the entry; {@code null} if none was ever stamped
     */
    public record Line(Account account, boolean stands, boolean failed, Instant cleared, String dn, String text) {}

    private final ForwarderPolicy forwarding;

    private ForwarderRestore(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    /** All accounts of the wave, by line. A failure for one account is reported and does not stop the others. */
    public static List<Line> of(CamelContext context, String wave) {
        ForwarderRestore restore = new ForwarderRestore(ForwarderPolicy.of(context));
        List<Line> lines = new ArrayList<>();
        for (AccountState state : restore.forwarding.ledger().accounts().list(wave)) {
            lines.add(restore.account(state));
        }
        lines.replaceAll(restore::seen);
        return lines;
    }

    /**
     * The values are written for all accounts first and checked on the MTA's server afterwards: replication transfers all of them at once.
     */
    private Line seen(Line line) {
        if (!line.stands()) {
            return line;
        }
        ForwarderRecord stamp =
                forwarding.ledger().forwarders().of(line.account().getMailbox()).orElseThrow();
        return new MtaDirectoryCheck(forwarding)
                .differsAtLast(stamp, true)
                .map(text ->
                        new Line(line.account(), true, true, line.cleared(), line.dn(), line.text() + " But " + text))
                .orElse(line);
    }

    private Line account(AccountState state) {
        Account account = state.account();
        Optional<ForwarderRecord> known = forwarding.ledger().forwarders().of(account.getMailbox());
        if (state.state() != AccountState.State.ENDED) {
            return line(account, false, null, null, "is being processed, or waits: left unchanged");
        }
        if (known.isEmpty()) {
            return neverStamped(account);
        }
        ForwarderRecord stamp = known.get();
        boolean done = stamp.state() == ForwarderRecord.State.CLEARED;
        if (!done && !stamp.restored()) {
            return line(account, true, null, stamp.dn(), stamp.dn() + " still forwards to the source");
        }
        Instant cleared = stamp.cleared(); // also if an earlier rollback was interrupted
        try {
            FormerEntry found = FormerEntry.of(forwarding, account, stamp);
            return line(account, true, cleared, found.entry().dn(), restored(account, stamp, found));
        } catch (StopException e) {
            return new Line(account, false, true, cleared, stamp.dn(), account.getAccount() + ": " + e.getMessage());
        }
    }

    /** Addresses may have been added to it all the same. */
    private Line neverStamped(Account account) {
        try {
            List<String> gone = new AddressTransfer(forwarding).takeBack(account.getMailbox());
            return line(
                    account,
                    false,
                    null,
                    null,
                    "was never stamped: its new mail was not forwarded to the source before either"
                            + (gone.isEmpty() ? "" : "; " + String.join(", ", gone) + " removed from its entry"));
        } catch (StopException e) {
            return new Line(account, false, true, null, null, account.getAccount() + ": " + e.getMessage());
        }
    }

    private static Line line(Account account, boolean stands, Instant cleared, String dn, String text) {
        return new Line(account, stands, false, cleared, dn, account.getAccount() + ": " + text + ".");
    }

    private String restored(Account account, ForwarderRecord known, FormerEntry found) {
        WritableEntry entry = found.entry();
        List<String> values = found.values();
        boolean stands = values.stream().anyMatch(known.value()::equalsIgnoreCase);
        List<String> others = values.stream()
                .filter(value -> !value.equalsIgnoreCase(known.value()))
                .filter(value -> forwarding.resting(account).stream().noneMatch(value::equalsIgnoreCase))
                .toList();
        if (!others.isEmpty()) {
            throw new RefusedException("The entry " + entry.dn() + " already has " + known.attribute() + " = "
                    + String.join(", ", others) + ", which mailmig did not set: remove it first.");
        }
        String resting = stands ? known.replaced() : values.stream().findFirst().orElse(null);
        ForwarderRecord stamp = found.restored(known, resting);
        if (!forwarding.ledger().forwarders().restore(stamp)) {
            throw new RefusedException("Another wave processes this account: wait until it has ended.");
        }
        // First: an address of the source's domain together with a forwarder into that domain would be a loop.
        List<String> gone = new AddressTransfer(forwarding).takeBack(stamp.mailbox());
        if (!stands) {
            set(stamp, entry, resting);
        }
        forwarding.ledger().forwarders().standing(account);
        String text = "New mail for " + stamp.dn() + " goes to the source again (" + stamp.value() + ")"
                + (stamp.dn().equals(known.dn()) ? "" : "; the entry was " + known.dn() + " before")
                + (gone.isEmpty() ? "" : "; " + String.join(", ", gone) + " removed from it");
        forwarding.event(account, EventKind.RESTORED, text + ".");
        return text;
    }

    private void set(ForwarderRecord stamp, WritableEntry entry, String resting) {
        LdapResult result = entry.change(stamp.attribute(), resting, stamp.value());
        boolean stands = forwarding.directory().shows(stamp, stamp.server());
        if (!stands && result.ok()) {
            throw new PermanentException("The forwarder was written to " + stamp.dn() + " but cannot be read back.");
        }
        if (!stands) {
            throw result.stop("restoring " + stamp.dn(), forwarding.directory().server());
        }
    }
}
