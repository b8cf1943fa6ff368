// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.ldap.LdapHelper;
import org.mailmig.ControlRow;
import org.mailmig.config.Settings;
import org.mailmig.directory.internal.account.ForwarderFormat;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.runtime.Sid;

/**
 * The attributes that are searched for an account's entry.
 *
 * @param attributes {@code mailmig.directory.match}: the first one with a match decides
 * @param forwarder {@code mailmig.forwarder.attribute}, which is read too
 */
public record MatchRules(List<String> attributes, String forwarder) {
    /** One attribute with the value that an account's entry must have in it. */
    public record Term(String attribute, String value) {
        String filter() {
            String escaped = Sid.isSidAttribute(attribute) ? Sid.escaped(value) : LdapHelper.escapeFilter(value);
            return "(" + attribute + "=" + escaped + ")";
        }

        /** Compares like the servers: ignoring case and the width of spaces (RFC 4518). */
        public boolean holds(List<String> values) {
            return values.stream().anyMatch(held -> plain(held).equals(plain(value)));
        }

        private static String plain(String text) {
            return text.trim().replaceAll(" +", " ").toLowerCase(Locale.ROOT);
        }
    }

    public static MatchRules of(CamelContext context) {
        return new MatchRules(
                Directories.of(context).target().match(),
                ForwarderFormat.of(Settings.of(context)).attribute());
    }

    boolean bySid() {
        return attributes.stream().anyMatch(Sid::isSidAttribute);
    }

    /** The attributes that a search must return: those that are searched, and those that show whose entry it is. */
    public List<String> wanted() {
        Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        wanted.addAll(attributes);
        wanted.addAll(OwnerAttributes.ADDRESSES);
        wanted.addAll(OwnerAttributes.NAMES);
        wanted.add(forwarder);
        return List.copyOf(wanted);
    }

    /**
     * What to search for, in order. Address attributes are left out for a row whose address is not a mail address, SID attributes for a row
     * without a SID.
     */
    public List<Term> terms(ControlRow row) {
        List<Term> terms = terms(row.sid(), row.targetUser(), row.address());
        return row.sidOnly()
                ? terms.stream()
                        .filter(term -> Sid.isSidAttribute(term.attribute()))
                        .toList()
                : terms;
    }

    /** @param sid {@code null} for none */
    List<Term> terms(String sid, String user, String address) {
        List<Term> terms = new ArrayList<>();
        for (String attribute : attributes) {
            if (isName(attribute)) {
                terms.add(new Term(attribute, ControlRow.localPart(user)));
                continue;
            }
            switch (attribute.toLowerCase(Locale.ROOT)) {
                case "objectsid", "sidhistory" -> {
                    if (sid != null) {
                        terms.add(new Term(attribute, sid));
                    }
                }
                case "proxyaddresses" -> addAddress(terms, attribute, "smtp:", address);
                default -> addAddress(terms, attribute, "", address);
            }
        }
        return terms;
    }

    /** Returns whether the attribute contains a user name rather than an address. */
    static boolean isName(String attribute) {
        return List.of("uid", "samaccountname", "mailnickname", "cn").contains(attribute.toLowerCase(Locale.ROOT));
    }

    /** One filter for all terms (RFC 4515): one search, whose candidates are then distinguished by attribute. */
    static String filter(List<Term> terms) {
        return terms.stream().map(Term::filter).collect(Collectors.joining("", "(|", ")"));
    }

    private static void addAddress(List<Term> terms, String attribute, String prefix, String address) {
        if (address.indexOf('@') > 0) {
            terms.add(new Term(attribute, prefix + address));
        }
    }
}
