package org.mailmig.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapName;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.FatalException;
import org.mailmig.RefusedException;
import org.mailmig.Step;
import org.mailmig.ledger.Stamp;

/** Finds the one entry of the target user, and refuses what the stamp would refuse, before anything is touched. */
final class EntryMatch {
    private final Forwarding forwarding;

    EntryMatch(Forwarding forwarding) {
        this.forwarding = forwarding;
    }

    void match(Exchange exchange, Account account, String variable) {
        if (!forwarding.directory().configured()) {
            if (forwarding.directory().tellOnce(account.getWave())) {
                String text = "No directory is configured: nothing is matched, stamped or cleared.";
                forwarding.ledger().events().add(account.getWave(), null, "directory", text);
            }
        } else if (forwarding.toMatch(account)) {
            account.setDn(find(exchange, account, variable));
        }
        forwarding.passed(account, Step.CHECK);
    }

    private String find(Exchange exchange, Account account, String variable) {
        String known = forwarding
                .standing(account)
                .map(Stamp::dn)
                .orElse(account.getRow().dn());
        if (known != null) {
            LdapEntry entry = forwarding.directory().entry(known);
            free(account, known, entry.values(forwarding.attribute()).orElseThrow(() -> gone(known)));
            return known;
        }
        List<?> candidates = exchange.getVariable(variable, List.class);
        if (candidates == null) {
            throw new FatalException("The variable " + variable + " is not set: let directory:filter and"
                    + " ldap:mailmigDirectory come before directory:match in the route.");
        }
        SearchResult one =
                one(account, candidates.stream().map(SearchResult.class::cast).toList());
        free(account, one.getNameInNamespace(), values(one, forwarding.attribute()));
        return one.getNameInNamespace();
    }

    /** The first attribute in which anything is found decides; there it must be one entry. */
    private SearchResult one(Account account, List<SearchResult> candidates) {
        List<MatchRules.Term> terms = MatchRules.of(forwarding.context()).terms(account.getRow());
        // An entry that we may search but not read cannot be told apart: it may be meant by any of the attributes.
        List<SearchResult> unclear = candidates.stream()
                .filter(candidate -> terms.stream().noneMatch(term -> term.holds(values(candidate, term.attribute()))))
                .toList();
        for (MatchRules.Term term : terms) {
            List<SearchResult> holders = candidates.stream()
                    .filter(candidate -> term.holds(values(candidate, term.attribute())))
                    .toList();
            if (!holders.isEmpty()) {
                List<SearchResult> meant = new ArrayList<>(holders);
                meant.addAll(unclear);
                return single(account, meant, term.filter());
            }
        }
        if (unclear.isEmpty()) {
            throw new RefusedException(
                    "No entry of the directory belongs to " + account.getRow().targetUser() + " (line "
                            + account.getRow().line() + "); tried "
                            + terms.stream().map(MatchRules.Term::filter).collect(Collectors.joining(", "))
                            + ": correct the column address, or name the entry in the column dn.");
        }
        return single(account, unclear, MatchRules.filter(terms));
    }

    private SearchResult single(Account account, List<SearchResult> entries, String filter) {
        Map<String, SearchResult> distinct = new TreeMap<>();
        entries.forEach(entry -> distinct.put(normal(entry.getNameInNamespace()), entry));
        if (distinct.size() > 1) {
            throw new RefusedException(distinct.size() + " entries match " + filter + " for "
                    + account.getRow().targetUser() + " (line "
                    + account.getRow().line() + "): "
                    + distinct.values().stream()
                            .map(SearchResult::getNameInNamespace)
                            .collect(Collectors.joining("; "))
                    + "; name the right one in the column dn.");
        }
        return entries.get(0);
    }

    /** Asks what the stamp will ask, so that a refusal comes before the first login. */
    private void free(Account account, String dn, List<String> values) {
        if (forwarding.toStamp(account)) {
            ForwarderValue wanted = forwarding.value(account);
            if (forwarding.held(account, values, wanted) == Forwarding.Held.FOREIGN) {
                throw forwarding.taken(dn, values, wanted);
            }
        }
    }

    static RefusedException gone(String dn) {
        return new RefusedException("The directory has no entry " + dn + ": correct the column dn or the directory.");
    }

    private static List<String> values(SearchResult entry, String attribute) {
        try {
            return LdapEntry.strings(entry.getAttributes(), attribute);
        } catch (NamingException e) {
            throw new FatalException(
                    "The entry " + entry.getNameInNamespace() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String normal(String dn) {
        try {
            return new LdapName(dn).getRdns().toString().toLowerCase(Locale.ROOT);
        } catch (InvalidNameException e) {
            return dn;
        }
    }
}
