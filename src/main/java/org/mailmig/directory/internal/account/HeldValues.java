// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.account;

import java.util.List;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.error.RefusedException;
import org.mailmig.ledger.copy.ForwarderRecord;

/** The values that an entry has in the forwarder attribute: what they mean to mailmig. */
public record HeldValues(ForwarderPolicy forwarding) {
    public enum Meaning {
        /** No value: it may be stamped. */
        NOTHING,
        /** A value set by mailmig, according to the ledger. */
        OURS,
        /** A value not set by mailmig that forwards to this source and that the configuration allows to adopt. */
        ADOPTABLE,
        /** Anything else. */
        FOREIGN
    }

    public Meaning meaning(Account account, List<String> found, ForwarderValue wanted) {
        List<String> values = found.stream()
                .filter(value -> forwarding.resting(account).stream().noneMatch(value::equalsIgnoreCase))
                .toList();
        if (values.isEmpty()) {
            return Meaning.NOTHING;
        }
        Optional<ForwarderRecord> stamp = forwarding.standing(account);
        if (values.size() > 1) {
            return Meaning.FOREIGN;
        }
        String value = values.get(0);
        if (stamp.isPresent() && value.equalsIgnoreCase(stamp.get().value())) {
            return Meaning.OURS;
        }
        // If another value delivers mail too, it does not forward mail away: every message reaches both.
        boolean alone = found.size() == 1;
        boolean adopt =
                alone && wanted.sameAddress(value) && forwarding.settings().flag("mailmig.forwarder.adopt");
        return adopt ? Meaning.ADOPTABLE : Meaning.FOREIGN;
    }

    /** The refusal for an entry that already forwards. */
    public RefusedException refusal(String dn, List<String> values, ForwarderValue wanted) {
        Optional<ForwarderRecord> ours = forwarding.ledger().forwarders().open().stream()
                .filter(stamp -> DistinguishedNames.normal(stamp.dn()).equals(DistinguishedNames.normal(dn)))
                .filter(stamp -> values.stream().anyMatch(stamp.value()::equalsIgnoreCase))
                .findFirst();
        if (ours.isPresent()) {
            return new RefusedException("The entry " + dn + " already has " + forwarding.attribute() + " = "
                    + String.join(", ", values) + ": mailmig set it for the account "
                    + ours.get().account() + " of wave " + ours.get().wave()
                    + ". An entry's mail can only be forwarded for one account: wait until that one has ended, or"
                    + " remove one of the two rows.");
        }
        boolean same = values.size() == 1 && wanted.sameAddress(values.get(0));
        return new RefusedException("The entry " + dn + " already has " + forwarding.attribute() + " = "
                + String.join(", ", values) + ", which mailmig did not set: "
                + (same ? "set mailmig.forwarder.adopt = true to take it over, or remove it." : "remove it first."));
    }
}
