// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.List;
import java.util.Optional;
import org.mailmig.ControlRow;
import org.mailmig.Outcome;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.directory.internal.entry.LdapEntry;
import org.mailmig.directory.internal.entry.WritableDirectory;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.match.MatchRules;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.copy.ForwarderRecord;

/** Finds the entry of a stamp that was renamed or moved since: its forwarder moved with it. */
final class MovedEntry {
    private final ForwarderPolicy forwarding;
    private final WritableDirectory directory;

    MovedEntry(ForwarderPolicy forwarding, WritableDirectory directory) {
        this.forwarding = forwarding;
        this.directory = directory;
    }

    /** The one entry that has our value and matches the row. Other accounts may be forwarded to the same address: their values stay. */
    Optional<WritableEntry> of(ForwarderRecord stamp) {
        List<WritableEntry> holders = directory.holders(stamp.attribute(), stamp.value()).stream()
                .filter(holder -> !isAnothers(holder, stamp))
                .toList();
        if (holders.size() > 1) {
            throw new PermanentException(
                    "The entry " + stamp.dn() + " is gone and several others have " + stamp.value()
                            + ": remove it from the right one by hand.",
                    null,
                    Outcome.PARTIAL);
        }
        if (holders.size() == 1 && !isTheRows(holders.get(0), stamp)) {
            throw new PermanentException(
                    "The entry " + stamp.dn() + " is gone, and "
                            + holders.get(0).dn() + ", which the row does not match, has "
                            + stamp.value() + ": if it belongs to the same user, new mail is still forwarded to the"
                            + " source; name it in the column dn or remove the value by hand, then retry.",
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
}
