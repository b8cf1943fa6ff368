// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.mailmig.FatalException;
import org.mailmig.RefusedException;

/**
 * What a look-up found: the first attribute in which anything is found decides, and there it must be one entry.
 *
 * @param terms what was looked for, in order
 * @param whose whom the entry is to belong to, for messages
 * @param help what to do where it is not exactly one
 */
record Candidates(List<SearchResult> found, List<MatchRules.Term> terms, String whose, String help) {
    /** @throws RefusedException naming the candidates, or the filters where there is none */
    SearchResult one() {
        // An entry that we may search but not read cannot be told apart: it may be meant by any of the attributes.
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
        entries.forEach(entry -> distinct.put(normal(entry.getNameInNamespace()), entry));
        if (distinct.size() > 1) {
            throw new RefusedException(distinct.size() + " entries match " + filter + " for " + whose + ": "
                    + distinct.values().stream()
                            .map(SearchResult::getNameInNamespace)
                            .collect(Collectors.joining("; "))
                    + "; " + help);
        }
        return entries.get(0);
    }

    static List<String> values(SearchResult entry, String attribute) {
        try {
            return LdapEntry.strings(entry.getAttributes(), attribute);
        } catch (NamingException e) {
            throw new FatalException(
                    "The entry " + entry.getNameInNamespace() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Other names of the types that names are made of (RFC 4519, RFC 4512, 1.4). */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("userid", "uid"),
            Map.entry("0.9.2342.19200300.100.1.1", "uid"),
            Map.entry("commonname", "cn"),
            Map.entry("2.5.4.3", "cn"),
            Map.entry("surname", "sn"),
            Map.entry("2.5.4.4", "sn"),
            Map.entry("organizationname", "o"),
            Map.entry("2.5.4.10", "o"),
            Map.entry("organizationalunitname", "ou"),
            Map.entry("2.5.4.11", "ou"),
            Map.entry("domaincomponent", "dc"),
            Map.entry("0.9.2342.19200300.100.1.25", "dc"),
            Map.entry("localityname", "l"),
            Map.entry("2.5.4.7", "l"),
            Map.entry("countryname", "c"),
            Map.entry("2.5.4.6", "c"));

    /** Two ways to write one name are one name. */
    static String normal(String dn) {
        try {
            List<String> parts = new ArrayList<>();
            for (Rdn rdn : new LdapName(dn).getRdns()) {
                parts.add(normal(rdn));
            }
            return String.join(",", parts);
        } catch (NamingException e) {
            return dn;
        }
    }

    private static String normal(Rdn rdn) throws NamingException {
        Set<String> pairs = new TreeSet<>();
        NamingEnumeration<? extends Attribute> all = rdn.toAttributes().getAll();
        while (all.hasMore()) {
            Attribute attribute = all.next();
            String type = attribute.getID().toLowerCase(Locale.ROOT);
            for (int i = 0; i < attribute.size(); i++) {
                String value = Rdn.escapeValue(attribute.get(i)).trim().replaceAll(" +", " ");
                pairs.add(TYPES.getOrDefault(type, type) + "=" + value.toLowerCase(Locale.ROOT));
            }
        }
        return String.join("+", pairs);
    }
}
