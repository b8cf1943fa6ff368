// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.match;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.naming.directory.SearchResult;
import org.apache.camel.component.ldap.LdapHelper;
import org.mailmig.ControlRow;
import org.mailmig.runtime.Sid;
import org.mailmig.text.SmtpAddress;

/** The attributes with an entry's addresses and user names: the usual ones, and those of {@code mailmig.directory.match}. */
public final class OwnerAttributes {
    /** The attributes with an entry's own addresses. */
    public static final List<String> ADDRESSES =
            List.of("mail", "proxyAddresses", "mailAlternateAddress", "mailLocalAddress", "userPrincipalName");

    /** The attributes with an entry's user names. */
    static final List<String> NAMES = List.of("uid", "sAMAccountName", "mailNickname");

    private final MatchRules rules;

    OwnerAttributes(MatchRules rules) {
        this.rules = rules;
    }

    /** All SMTP addresses of the entry, without their prefix. */
    List<String> addresses(SearchResult entry) {
        return addressAttributes().stream()
                .flatMap(attribute -> Candidates.values(entry, attribute).stream())
                .flatMap(value -> smtp(value).stream())
                .toList();
    }

    /** All user names of the entry. */
    List<String> names(SearchResult entry) {
        return nameAttributes().stream()
                .flatMap(attribute -> Candidates.values(entry, attribute).stream())
                .toList();
    }

    /** A filter that finds other entries with the same attributes for the target user (RFC 4515). */
    String having(String user) {
        Set<String> terms = new LinkedHashSet<>();
        for (String attribute : addressAttributes()) {
            String kind = attribute.equalsIgnoreCase("proxyAddresses") ? "smtp:" : "";
            terms.add(term(attribute, kind + user));
            terms.add(term(attribute, kind + SmtpAddress.normal(user)));
        }
        for (String attribute : nameAttributes()) {
            terms.add(term(attribute, ControlRow.localPart(user)));
            terms.add(term(attribute, user));
        }
        return "(|" + String.join("", terms) + ")";
    }

    private static String term(String attribute, String value) {
        return "(" + attribute + "=" + LdapHelper.escapeFilter(value) + ")";
    }

    private List<String> nameAttributes() {
        return Stream.concat(NAMES.stream(), rules.attributes().stream().filter(MatchRules::isName))
                .toList();
    }

    private List<String> addressAttributes() {
        Stream<String> matched = rules.attributes().stream()
                .filter(attribute -> !MatchRules.isName(attribute) && !Sid.isSidAttribute(attribute));
        return Stream.concat(ADDRESSES.stream(), matched).toList();
    }

    /** The address without its prefix; empty for an address of another type, such as {@code X500:}. */
    public static Optional<String> smtp(String value) {
        String text = value.trim();
        if (text.toLowerCase(Locale.ROOT).startsWith("smtp:")) {
            return Optional.of(text.substring("smtp:".length()));
        }
        return text.indexOf(':') >= 0 ? Optional.empty() : Optional.of(text);
    }
}
