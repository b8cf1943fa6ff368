// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.List;
import org.mailmig.Account;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.account.ForwarderValue;
import org.mailmig.directory.internal.account.HeldValues;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.directory.internal.match.EntryMatch;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;

/**
 * Writes the forwarder to the account's entry: records the intent in the ledger, sends one modify that adds to an empty attribute, and
 * reads it back.
 */
final class ForwarderWrite {
    private final ForwarderPolicy forwarding;

    ForwarderWrite(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    /** Sets the value; the ledger at least intends it. Returns the text to report. */
    String set(Account account) {
        WritableEntry entry = new StampedEntry(forwarding).of(account);
        ForwarderValue value = forwarding.value(account);
        List<String> values = read(entry);
        switch (new HeldValues(forwarding).meaning(account, values, value)) {
            case OURS -> {
                return leads(entry, value);
            }
            case ADOPTABLE -> {
                String found = values.get(0);
                intend(account, entry, found, true, forwarding.resting(account).orElse(null));
                return "The forwarder " + found + " was already set in " + entry.dn() + " and was adopted.";
            }
            case NOTHING -> {
                if (entry.server() == null && isAtNamedServer(account)) {
                    throw new TransientException(
                            "One of the servers with the name "
                                    + forwarding.directory().server() + " shows the forwarder of " + entry.dn()
                                    + ", another does not yet.",
                            null);
                }
                return add(account, entry, value, values.isEmpty() ? null : values.get(0));
            }
            default -> throw refuse(account, entry, values, value);
        }
    }

    private static String leads(WritableEntry entry, ForwarderValue value) {
        return "New mail for " + entry.dn() + " goes to " + value.address() + ".";
    }

    private String add(Account account, WritableEntry entry, ForwarderValue value, String resting) {
        intend(account, entry, value.text(), false, resting);
        WritableEntry.Changed changed = entry.changeAndRead(forwarding.attribute(), resting, value.text());
        LdapResult result = changed.result();
        withdrawIfLate(account, entry, value, resting);
        if (result.passing() && result.code() != LdapResult.LOST) {
            throw result.stop("stamping " + entry.dn(), forwarding.directory().server());
        }
        List<String> values = changed.values().orElseGet(() -> read(entry));
        switch (new HeldValues(forwarding).meaning(account, values, value)) {
            case OURS -> {
                return leads(entry, value);
            }
            case NOTHING -> throw unseen(account, entry, result);
            default -> throw refuse(account, entry, values, value);
        }
    }

    /**
     * This worker may have been suspended, beyond its lease, between the intent and the modify, and the account may be past its clear by
     * now: no unknown forwarder may remain.
     */
    private void withdrawIfLate(Account account, WritableEntry entry, ForwarderValue value, String resting) {
        try {
            forwarding.ledger().leases().check(account);
        } catch (LeaseLostException e) {
            if (forwarding.standing(account).isEmpty()) {
                entry.change(forwarding.attribute(), value.text(), resting);
            }
            throw e;
        }
    }

    /**
     * The read failed. Unless the server clearly said that it changed nothing, the ledger keeps the intent: the value may be set after all.
     */
    private RuntimeException unseen(Account account, WritableEntry entry, LdapResult result) {
        if (result.notAsExpected()) {
            return new PermanentException("The directory refuses the forwarder in " + entry.dn()
                    + " although none can be read" + " there: let the bind account read " + forwarding.attribute()
                    + ". " + result.explained());
        }
        if (result.ok()) {
            return new TransientException(
                    "The forwarder was written to " + entry.dn() + " but cannot be read back yet: let the"
                            + " bind account read " + forwarding.attribute() + " if this lasts.",
                    null);
        }
        if (result.code() == LdapResult.LOST) {
            return result.stop("stamping " + entry.dn(), forwarding.directory().server());
        }
        forwarding.ledger().forwarders().cleared(account);
        return new RefusedException("The forwarder cannot be set in " + entry.dn() + ": " + result.explained());
    }

    /** Another value is set. One of ours next to it is removed again: only an empty attribute is stamped. */
    private RefusedException refuse(Account account, WritableEntry entry, List<String> values, ForwarderValue wanted) {
        ForwarderRecord ours = forwarding.standing(account).orElse(null);
        if (ours != null) {
            boolean beside = !ours.adopted() && values.stream().anyMatch(ours.value()::equalsIgnoreCase);
            LdapResult result =
                    beside ? entry.change(ours.attribute(), ours.value(), ours.replaced()) : LdapResult.success();
            if (!result.ok() && result.code() != LdapResult.NO_SUCH_ATTRIBUTE) {
                throw result.stop(
                        "clearing " + entry.dn(), forwarding.directory().server());
            }
            forwarding.ledger().forwarders().cleared(account);
        }
        return new HeldValues(forwarding).refusal(entry.dn(), values, wanted);
    }

    private void intend(Account account, WritableEntry entry, String value, boolean adopted, String replaced) {
        forwarding.ledger().leases().check(account);
        forwarding
                .ledger()
                .forwarders()
                .intend(account, entry.dn(), forwarding.attribute(), value, adopted, replaced, entry.server());
    }

    private boolean isAtNamedServer(Account account) {
        return forwarding.standing(account).map(ForwarderRecord::server).isPresent();
    }

    private List<String> read(WritableEntry entry) {
        return entry.values(forwarding.attribute()).orElseThrow(() -> EntryMatch.gone(entry.dn()));
    }
}
