// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.naming.directory.Attributes;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.LdapEntry;
import org.mailmig.directory.internal.entry.WritableDirectory;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.directory.internal.match.EntryMatch;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.AddedAddress;
import org.mailmig.ledger.wave.EventKind;

/**
 * Makes replies to old mail arrive: the source's {@code legacyExchangeDN} becomes an {@code X500:} address of the target's entry ({@code
 * mailmig.directory.x500}), and the source's SMTP addresses become secondary ones ({@code mailmig.directory.aliases}). Runs after the
 * clear: before it, such an address would cause a forwarding loop. Each addition is recorded in the ledger first, and can be removed again.
 */
public final class AddressTransfer {
    private final ForwarderPolicy forwarding;
    private final SourceAddresses addresses;

    public AddressTransfer(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
        this.addresses = new SourceAddresses(forwarding);
    }

    private WritableDirectory writable() {
        return Directories.of(forwarding.context()).writableTarget();
    }

    /**
     * Checks before the stamp what could be refused after the clear.
     *
     * @return whether anything has to be added
     */
    boolean check(Account account, LdapEntry entry, Attributes held) {
        Set<String> missing = SourceAddresses.missing(
                addresses.wanted(account), EntryCheck.strings(held, SourceAddresses.ATTRIBUTE, entry));
        if (!missing.isEmpty()) {
            EntryCheck.mayWrite(forwarding, entry, held, SourceAddresses.ATTRIBUTE, "smtp:%s");
        }
        return !missing.isEmpty();
    }

    /**
     * New mail already reaches the target, so nothing here may stop the sweep from collecting the rest: a permanent error is reported, a
     * transient one is retried by the same step after the sweep.
     */
    public void carry(Account account) {
        if (!forwarding.addressesDue(account)) {
            return;
        }
        try {
            carryAll(account);
        } catch (PermanentException | RefusedException e) {
            account.getResult()
                    .warn("the source's addresses were not added; the next run tries again: " + e.getMessage());
            forwarding.ledger().leases().save(account);
        } catch (TransientException e) {
            if (!account.needs(Step.SWEEP)) {
                throw e;
            }
            forwarding.event(account, EventKind.RETRYING, e.getMessage() + " (after the sweep)");
        }
    }

    private void carryAll(Account account) {
        String dn = forwarding.dn(account);
        if (dn == null) {
            throw new PermanentException("The entry of " + account + " is not known: put directory:match before"
                    + " directory:addresses in the route.");
        }
        WritableEntry entry = writable().entry(dn);
        Set<String> missing = SourceAddresses.missing(addresses.free(account, entry.dn()), held(entry));
        if (!missing.isEmpty()) {
            forwarding.ledger().leases().check(account);
            forwarding.ledger().carried().intend(account, entry.dn(), SourceAddresses.ATTRIBUTE, missing);
            added(entry, missing, entry.change(SourceAddresses.ATTRIBUTE, true, List.copyOf(missing)));
            forwarding.event(
                    account,
                    EventKind.ADDRESSED,
                    "The entry " + entry.dn() + " now also has " + String.join(", ", missing) + ".");
        }
        forwarding.ledger().carried().stand(account, held(entry));
        account.getResult().progress.carried = true;
        forwarding.ledger().leases().save(account);
    }

    private void added(WritableEntry entry, Set<String> missing, LdapResult result) {
        if (result.ok()) {
            return;
        }
        // The response was lost, or another client wrote the same in the meantime: the current value decides.
        boolean unclear = result.code() == LdapResult.LOST || result.notAsExpected();
        if (unclear && SourceAddresses.missing(missing, held(entry)).isEmpty()) {
            return;
        }
        if (unclear || result.passing()) {
            throw new TransientException(
                    "The addresses of " + entry.dn() + " could not be added yet: " + result.explained(),
                    result.cause());
        }
        throw new PermanentException(
                "New mail reaches the target, but the addresses " + String.join(", ", missing)
                        + " could not be added to " + entry.dn() + ": " + result.explained(),
                result.cause(),
                Outcome.PARTIAL);
    }

    /**
     * Removes exactly what was added for this pair of mailboxes.
     *
     * @return the removed values
     */
    public List<String> takeBack(long mailbox) {
        List<String> gone = new ArrayList<>();
        for (AddedAddress each : forwarding.ledger().carried().of(mailbox)) {
            LdapResult result = writable().entry(each.dn()).change(each.attribute(), each.value(), null);
            if (result.code() == LdapResult.NO_SUCH_OBJECT) {
                result = fromHolder(each, result);
            }
            boolean nothing =
                    result.code() == LdapResult.NO_SUCH_ATTRIBUTE || result.code() == LdapResult.NO_SUCH_OBJECT;
            if (!result.ok() && !nothing) {
                throw result.stop(
                        "removing " + each.value() + " from " + each.dn(),
                        forwarding.directory().server());
            }
            forwarding.ledger().carried().forget(each);
            if (result.ok()) {
                gone.add(each.value());
            }
        }
        return gone;
    }

    /** The entry was renamed or moved: the address moved with it. */
    private LdapResult fromHolder(AddedAddress address, LdapResult gone) {
        List<WritableEntry> holders = writable().holders(address.attribute(), address.value());
        return holders.size() == 1 ? holders.get(0).delete(address.attribute(), address.value()) : gone;
    }

    private static List<String> held(LdapEntry entry) {
        return entry.values(SourceAddresses.ATTRIBUTE).orElseThrow(() -> EntryMatch.gone(entry.dn()));
    }
}
