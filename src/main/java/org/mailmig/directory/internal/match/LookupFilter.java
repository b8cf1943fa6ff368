// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.match;

import java.util.List;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.error.RefusedException;

/** Builds the LDAP filter. The filter is empty if nothing has to be looked up: no directory, {@code dn} given, or matched before. */
public final class LookupFilter {
    private final ForwarderPolicy forwarding;

    public LookupFilter(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    public void write(Exchange exchange, Account account, String variable) {
        exchange.setVariable(variable, needed(account) ? filter(account) : "");
    }

    private boolean needed(Account account) {
        return forwarding.toMatch(account)
                && account.getRow().dn() == null
                && forwarding.standing(account).isEmpty();
    }

    private String filter(Account account) {
        MatchRules rules = MatchRules.of(forwarding.context());
        if (account.getRow().sid() == null && rules.bySid()) {
            // As Mailmig did: the SID in the source's directory is in sIDHistory in the target's.
            SourceEntry.of(forwarding, account)
                    .flatMap(SourceEntry::sid)
                    .ifPresent(sid -> account.setRow(account.getRow().toBuilder()
                            .sid(sid, account.getRow().sidOnly())
                            .build()));
        }
        ControlRow row = account.getRow();
        List<MatchRules.Term> terms = rules.terms(row);
        if (terms.isEmpty()) {
            if (row.sidOnly()) {
                throw new RefusedException(
                        "No entry can be looked up: RestrictSearchtoSid is TRUE, but line " + row.line()
                                + " has no security identifier. Use a CSV with the column sid, or remove"
                                + " RestrictSearchtoSid.");
            }
            throw new RefusedException("No entry can be looked up: \"" + row.address() + "\" (line " + row.line()
                    + ") is not a mail address; give one in the column address, or the entry in the column dn.");
        }
        return MatchRules.filter(terms);
    }
}
