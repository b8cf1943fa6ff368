// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.match;

import java.util.List;
import java.util.Optional;
import javax.naming.directory.SearchResult;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Step;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.account.ForwarderValue;
import org.mailmig.directory.internal.account.HeldValues;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.directory.internal.entry.LdapEntry;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.tables.EntryClaims;
import org.mailmig.ledger.wave.EventKind;

/** Finds the one entry of the target user, and refuses what the stamp would refuse, before anything is changed. */
public final class EntryMatch {
    private final ForwarderPolicy forwarding;

    public EntryMatch(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    public void match(Exchange exchange, Account account, String variable) {
        if (!forwarding.directory().configured()) {
            if (forwarding.directory().isFirstCall(account.getWave())) {
                String text = "No directory is configured: nothing is matched, stamped or cleared.";
                forwarding.ledger().events().add(account.getWave(), null, EventKind.DIRECTORY, text);
            }
        } else if (forwarding.toMatch(account)) {
            account.setDn(find(exchange, account, variable));
        }
        forwarding.passed(account, Step.CHECK);
    }

    private String find(Exchange exchange, Account account, String variable) {
        String known = forwarding
                .standing(account)
                .map(ForwarderRecord::dn)
                .orElse(account.getRow().dn());
        if (known != null) {
            SearchResult entry = forwarding
                    .directory()
                    .entry(known)
                    .read(MatchRules.of(forwarding.context()).wanted())
                    .orElseThrow(() -> gone(known));
            return accepted(account, entry);
        }
        List<?> candidates = exchange.getVariable(variable, List.class);
        if (candidates == null) {
            throw new PermanentException("The variable " + variable + " is not set: put directory:filter and"
                    + " ldap:mailmigDirectory before directory:match in the route.");
        }
        ControlRow row = account.getRow();
        SearchResult one = one(
                candidates.stream().map(SearchResult.class::cast).toList(),
                MatchRules.of(forwarding.context()).terms(row),
                row);
        return accepted(account, one);
    }

    private String accepted(Account account, SearchResult entry) {
        if (forwarding.standing(account).isEmpty()) {
            new EntryOwner(forwarding).check(account, entry);
        }
        alone(account, entry.getNameInNamespace());
        free(account, entry.getNameInNamespace(), Candidates.values(entry, forwarding.attribute()));
        return entry.getNameInNamespace();
    }

    /** Finds the row's entry again, outside a route, after the stamped entry was renamed. */
    public static LdapEntry lookUp(ForwarderPolicy forwarding, ControlRow row) {
        MatchRules rules = MatchRules.of(forwarding.context());
        List<MatchRules.Term> terms = rules.terms(row);
        List<SearchResult> found =
                terms.isEmpty() ? List.of() : forwarding.directory().search(MatchRules.filter(terms), rules.wanted());
        return forwarding.directory().entry(one(found, terms, row).getNameInNamespace());
    }

    private static SearchResult one(List<SearchResult> found, List<MatchRules.Term> terms, ControlRow row) {
        return new Candidates(
                        found,
                        terms,
                        row.targetUser() + " (line " + row.line() + ")",
                        "correct the column address, or name the entry in the column dn.")
                .one();
    }

    /** Refuses two rows with one entry: each would find the other's forwarder there. */
    private void alone(Account account, String dn) {
        if (!forwarding.wanted(account)) {
            return;
        }
        Optional<EntryClaims.Claim> other = forwarding.ledger().claims().claim(account, DistinguishedNames.normal(dn));
        if (other.isPresent()) {
            throw twice(account, dn, other.get());
        }
    }

    private static RefusedException twice(Account account, String dn, EntryClaims.Claim other) {
        boolean sameWave = other.wave().equals(account.getWave());
        return new RefusedException("Two rows lead to one entry, " + dn + ": " + other.account() + " (line "
                + other.line() + (sameWave ? "" : " of wave " + other.wave()) + ") and " + account.getAccount()
                + " (line "
                + account.getRow().line() + "). Its mail can only be forwarded for one of them: remove the other row"
                + (sameWave ? "." : ", or wait until that account has ended."));
    }

    /** Runs the stamp's checks, so that a refusal comes before the first login. */
    private void free(Account account, String dn, List<String> values) {
        if (forwarding.toStamp(account)) {
            ForwarderValue wanted = forwarding.value(account);
            if (new HeldValues(forwarding).meaning(account, values, wanted) == HeldValues.Meaning.FOREIGN) {
                throw new HeldValues(forwarding).refusal(dn, values, wanted);
            }
        }
    }

    public static RefusedException gone(String dn) {
        return new RefusedException("The directory has no entry " + dn + ": correct the column dn or the directory.");
    }
}
