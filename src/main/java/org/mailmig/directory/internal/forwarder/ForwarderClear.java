// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.directory.internal.entry.LdapEntry;
import org.mailmig.directory.internal.entry.WritableDirectory;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.directory.internal.match.MatchRules;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.copy.StampServer;
import org.mailmig.ledger.wave.EventKind;

/** Removes mailmig's own value and nothing else: a value that an administrator has since put there stays and is reported. */
public final class ForwarderClear {
    private final ForwarderPolicy forwarding;

    public ForwarderClear(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
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
            othersStillShow(gone).ifPresent(account.getResult()::warn);
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
        if (shown && forwarding.overdue(stamp.since())) {
            throw new PermanentException(
                    "The forwarder of " + stamp.dn() + " was cleared at "
                            + forwarding.directory().server() + ", but " + read.server()
                            + ", which the MTA reads, still shows it, and new mail goes on to the source: see to the"
                            + " replication, then retry.",
                    null,
                    Outcome.PARTIAL);
        }
        if (shown) {
            forwarding.park(exchange, account, forwarding.askAgain());
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
        Optional<String> text = othersStillShow(stamp);
        Instant settled = stamp.since().plus(forwarding.settle());
        if (text.isPresent() && Instant.now().isBefore(settled)) {
            forwarding.park(exchange, account, settled);
            return false;
        }
        text.ifPresent(account.getResult()::warn);
        forwarding.directory().unasked().ifPresent(account.getResult()::warn);
        return true;
    }

    /** A sentence about other servers that still show the value of a cleared stamp; empty if there are none. */
    public Optional<String> othersStillShow(ForwarderRecord stamp) {
        try {
            List<StampServer> servers = new OtherServers(writable()).showing(stamp);
            return servers.isEmpty() ? Optional.empty() : Optional.of(OtherServers.stillShows(stamp, servers));
        } catch (TransientException | PermanentException e) {
            return Optional.of("Whether another server still shows " + stamp.value() + " in " + stamp.dn()
                    + " is not known: " + e.getMessage());
        }
    }

    private void cleared(Account account, ForwarderRecord stamp, Consumer<Account> written) {
        forwarding.ledger().leases().check(account);
        account.getResult().forwarder = ForwarderState.KEPT;
        Removed removed = untilDone(() -> remove(stamp));
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
                    "The forwarder is still to be cleared, and new mail goes on to the source: " + e.getMessage(), e);
        }
    }

    /**
     * The result of a removal.
     *
     * @param text one sentence
     * @param clean whether the value is gone and nothing needs attention
     */
    public record Removed(String text, boolean clean) {}

    /** Deletes the stamp's value on the server where it was set, wherever its entry is now. */
    public Removed remove(ForwarderRecord stamp) {
        Optional<StopException> away = away(stamp);
        if (away.isEmpty()) {
            return removeAtHome(stamp);
        }
        // A removal is replicated back from a server to which the value was replicated.
        List<StampServer> removed = new OtherServers(writable()).removeFromAny(stamp);
        if (removed.isEmpty()) {
            throw away.get();
        }
        return new Removed(
                "The forwarder of " + stamp.dn() + " was cleared at " + OtherServers.names(removed)
                        + ", but it was set at "
                        + stamp.server() + ", which could not be asked: see that it does not show " + stamp.value()
                        + " any more.",
                false);
    }

    /** Why the stamp's server cannot be queried; empty if it can. */
    private Optional<StopException> away(ForwarderRecord stamp) {
        try {
            if (stamp.server() == null || forwarding.directory().has(stamp.server())) {
                return Optional.empty();
            }
            return Optional.of(new PermanentException(
                    "The forwarder of " + stamp.dn() + " was set at the server " + stamp.server() + ", to which "
                            + forwarding.directory().server()
                            + " does not lead any more, and no other shows it: new mail may go on to the source. Name that"
                            + " server in mailmig.directory.url, then retry.",
                    null,
                    Outcome.PARTIAL));
        } catch (TransientException e) {
            return Optional.of(e);
        }
    }

    private Removed removeAtHome(ForwarderRecord stamp) {
        WritableEntry entry = writable().entry(stamp.dn(), stamp.server());
        Optional<List<String>> values = remove(stamp, entry);
        if (values.isPresent()) {
            return told(stamp, entry, values.get());
        }
        // The entry was renamed, moved or deleted: its forwarder moved with it.
        Optional<WritableEntry> moved = moved(stamp);
        if (moved.isEmpty()) {
            return new Removed(
                    "The entry " + stamp.dn()
                            + " is gone, and no other that we may read, but for those of other accounts, holds our"
                            + " forwarder " + stamp.value() + ".",
                    false);
        }
        return told(stamp, moved.get(), remove(stamp, moved.get()).orElse(List.of()));
    }

    /** The attribute's values afterwards; empty if there is no such entry. */
    private Optional<List<String>> remove(ForwarderRecord stamp, WritableEntry entry) {
        WritableEntry.Changed changed = entry.changeAndRead(stamp.attribute(), stamp.value(), stamp.replaced());
        LdapResult result = changed.result();
        if (result.code() == LdapResult.VALUE_EXISTS && stamp.replaced() != null) {
            result = entry.delete(stamp.attribute(), stamp.value()); // the resting value was restored next to ours
        }
        if (result.ok()) {
            return Optional.of(List.of());
        }
        if (result.code() == LdapResult.NO_SUCH_OBJECT) {
            return Optional.empty();
        }
        if (!result.notAsExpected() && result.code() != LdapResult.LOST) {
            throw stop(stamp, result);
        }
        // As shown by the server that responded: another one with the same name may have the value.
        Optional<List<String>> values =
                changed.values().isPresent() ? changed.values() : entry.values(stamp.attribute());
        if (stamp.server() == null || stamp.server().name() == null) {
            new OtherServers(writable()).showing(stamp);
        }
        boolean ours = values.orElse(List.of()).stream().anyMatch(stamp.value()::equalsIgnoreCase);
        if (ours) {
            throw stop(stamp, result);
        }
        return values.map(left -> left.stream()
                .filter(value -> !value.equalsIgnoreCase(stamp.replaced()))
                .toList());
    }

    /** The one entry that has our value and matches the row. Other accounts may be forwarded to the same address: their values stay. */
    private Optional<WritableEntry> moved(ForwarderRecord stamp) {
        List<WritableEntry> holders = writable().holders(stamp.attribute(), stamp.value()).stream()
                .filter(holder -> !isAnothers(holder, stamp))
                .toList();
        if (holders.size() > 1) {
            throw new PermanentException(
                    "The entry " + stamp.dn() + " is gone and several others hold " + stamp.value()
                            + ": remove it from the right one by hand.",
                    null,
                    Outcome.PARTIAL);
        }
        if (holders.size() == 1 && !isTheRows(holders.get(0), stamp)) {
            throw new PermanentException(
                    "The entry " + stamp.dn() + " is gone, and "
                            + holders.get(0).dn() + ", to which the row does not lead, holds "
                            + stamp.value() + ": if it is the same user's, new mail goes on to the source; name it in"
                            + " the column dn or remove the value by hand, then retry.",
                    null,
                    Outcome.PARTIAL);
        }
        return holders.stream().findFirst();
    }

    private boolean isAnothers(LdapEntry holder, ForwarderRecord stamp) {
        return forwarding.ledger().forwarders().open().stream()
                .anyMatch(other -> other.mailbox() != stamp.mailbox()
                        && DistinguishedNames.normal(other.dn()).equals(DistinguishedNames.normal(holder.dn())));
    }

    /** Returns whether the row would match the entry, unless the row gives a DN itself. */
    private boolean isTheRows(LdapEntry holder, ForwarderRecord stamp) {
        Optional<ControlRow> row = forwarding
                .ledger()
                .accounts()
                .find(stamp.wave(), stamp.account())
                .map(state -> state.account().getRow())
                .filter(found -> found.dn() == null);
        List<MatchRules.Term> terms =
                row.map(MatchRules.of(forwarding.context())::terms).orElse(List.of());
        return terms.isEmpty()
                || terms.stream()
                        .anyMatch(term ->
                                term.holds(holder.values(term.attribute()).orElse(List.of())));
    }

    private static String doing(ForwarderRecord stamp) {
        return "clearing " + stamp.attribute() + " of " + stamp.dn();
    }

    private RuntimeException stop(ForwarderRecord stamp, LdapResult result) {
        if (result.passing() || result.isInterrupted()) {
            return result.stop(doing(stamp), forwarding.directory().server());
        }
        return new PermanentException(
                "The forwarder stands, and new mail goes on to the source: the directory failed while " + doing(stamp)
                        + ": " + result.explained(),
                result.cause(),
                Outcome.PARTIAL);
    }

    private static Removed told(ForwarderRecord stamp, WritableEntry entry, List<String> left) {
        return left.isEmpty()
                ? new Removed("New mail for " + entry.dn() + " reaches the target.", true)
                : new Removed(
                        "The forwarder of " + entry.dn() + " was changed by somebody else meanwhile and stays: "
                                + stamp.attribute() + " = " + String.join(", ", left) + ".",
                        false);
    }
}
