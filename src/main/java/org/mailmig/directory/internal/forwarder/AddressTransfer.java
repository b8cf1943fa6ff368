// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.directory.Attributes;
import javax.naming.directory.SearchResult;
import org.apache.camel.component.ldap.LdapHelper;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.directory.internal.entry.LdapEntry;
import org.mailmig.directory.internal.entry.WritableDirectory;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.directory.internal.match.Candidates;
import org.mailmig.directory.internal.match.EntryMatch;
import org.mailmig.directory.internal.match.SourceEntry;
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
    static final String ATTRIBUTE = "proxyAddresses";
    private final ForwarderPolicy forwarding;

    public AddressTransfer(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
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
        Set<String> missing = missing(wanted(account), EntryCheck.strings(held, ATTRIBUTE, entry));
        if (!missing.isEmpty()) {
            EntryCheck.mayWrite(forwarding, entry, held, ATTRIBUTE, "smtp:%s");
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
        Set<String> missing = missing(free(account, entry.dn(), wanted(account)), held(entry));
        if (!missing.isEmpty()) {
            forwarding.ledger().leases().check(account);
            forwarding.ledger().carried().intend(account, entry.dn(), ATTRIBUTE, missing);
            added(entry, missing, entry.change(ATTRIBUTE, true, List.copyOf(missing)));
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
        if (unclear && missing(missing, held(entry)).isEmpty()) {
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

    private Set<String> wanted(Account account) {
        SourceEntry source = SourceEntry.of(forwarding, account)
                .orElseThrow(() ->
                        new PermanentException("mailmig.directory.x500 or .aliases is on, but the source's directory is"
                                + " not known: set mailmig.source.directory.url, or switch them off."));
        Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        if (forwarding.settings().flag("mailmig.directory.x500")) {
            List<String> legacy = source.values("legacyExchangeDN");
            if (legacy.isEmpty()) {
                account.getResult()
                        .warn("The source's entry " + source.dn()
                                + " has no legacyExchangeDN: replies to old mail within the"
                                + " source's system may not arrive.");
            }
            legacy.forEach(dn -> wanted.add("X500:" + dn));
            source.values(ATTRIBUTE).stream()
                    .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("x500:"))
                    .forEach(wanted::add);
        }
        if (forwarding.settings().flag("mailmig.directory.aliases")) {
            Stream.concat(EntryCheck.smtp(source.values(ATTRIBUTE)), source.values("mail").stream())
                    .forEach(address -> wanted.add("smtp:" + address));
        }
        return wanted;
    }

    /** Leaves out addresses that another entry has: an address of two entries reaches neither. */
    private Set<String> free(Account account, String dn, Set<String> wanted) {
        if (wanted.isEmpty()) {
            return wanted;
        }
        String filter = wanted.stream()
                .flatMap(value -> Stream.of(
                        "(" + ATTRIBUTE + "=" + LdapHelper.escapeFilter(value) + ")",
                        "(mail=" + LdapHelper.escapeFilter(value.substring(value.indexOf(':') + 1)) + ")"))
                .collect(Collectors.joining("", "(|", ")"));
        Set<String> free = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        free.addAll(wanted);
        for (SearchResult other : forwarding.directory().search(filter, List.of(ATTRIBUTE, "mail"))) {
            if (!DistinguishedNames.normal(other.getNameInNamespace()).equals(DistinguishedNames.normal(dn))) {
                Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
                taken.addAll(Candidates.values(other, ATTRIBUTE));
                Candidates.values(other, "mail").forEach(mail -> taken.add("smtp:" + mail));
                taken.retainAll(free);
                free.removeAll(taken);
                taken.forEach(value -> account.getResult()
                        .warn(value + " was not added to " + dn + ": " + other.getNameInNamespace()
                                + " already has it."));
            }
        }
        return free;
    }

    private static List<String> held(LdapEntry entry) {
        return entry.values(ATTRIBUTE).orElseThrow(() -> EntryMatch.gone(entry.dn()));
    }

    private static Set<String> missing(Set<String> wanted, List<String> held) {
        Set<String> missing = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        missing.addAll(wanted);
        held.forEach(missing::remove);
        return missing;
    }
}
