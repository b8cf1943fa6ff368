// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.naming.NamingException;
import javax.naming.directory.SearchResult;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.directory.internal.ldap.LdapAttributes;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;

/**
 * The result of a lookup: the first attribute with a match decides, and it must match exactly one entry.
 *
 * @param terms what was searched, in order
 * @param whose the user whose entry is searched, for messages
 * @param help what to do if there is not exactly one entry
 */
public record Candidates(List<SearchResult> found, List<MatchRules.Term> terms, String whose, String help) {
    /** @throws RefusedException naming the candidates, or the filters if there are none */
    SearchResult one() {
        // An entry that we may search but not read is ambiguous: any of the attributes may have matched it.
        List<SearchResult> unclear = found.stream()
                .filter(candidate -> terms.stream().noneMatch(term -> term.holds(values(candidate, term.attribute()))))
                .toList();
        for (MatchRules.Term term : terms) {
            List<SearchResult> holders = found.stream()
                    .filter(candidate -> term.holds(values(candidate, term.attribute())))
                    .toList();
            if (!holders.isEmpty()) {
                List<SearchResult> meant = new ArrayList<>(holders);
                meant.addAll(unclear);
                return single(meant, term.filter());
            }
        }
        if (unclear.isEmpty()) {
            throw new RefusedException("No entry of the directory belongs to " + whose + "; tried "
                    + terms.stream().map(MatchRules.Term::filter).collect(Collectors.joining(", ")) + ": " + help);
        }
        return single(unclear, MatchRules.filter(terms));
    }

    private SearchResult single(List<SearchResult> entries, String filter) {
        Map<String, SearchResult> distinct = new TreeMap<>();
        entries.forEach(entry -> distinct.put(DistinguishedNames.normal(entry.getNameInNamespace()), entry));
        if (distinct.size() > 1) {
            throw new RefusedException(distinct.size() + " entries match " + filter + " for " + whose + ": "
                    + distinct.values().stream()
                            .map(SearchResult::getNameInNamespace)
                            .collect(Collectors.joining("; "))
                    + "; " + help);
        }
        return entries.get(0);
    }

    public static List<String> values(SearchResult entry, String attribute) {
        try {
            return LdapAttributes.strings(entry.getAttributes(), attribute);
        } catch (NamingException e) {
            throw new PermanentException(
                    "The entry " + entry.getNameInNamespace() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
