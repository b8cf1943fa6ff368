// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.directory.SearchResult;
import org.apache.camel.component.ldap.LdapHelper;
import org.mailmig.Account;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.directory.internal.match.Candidates;
import org.mailmig.directory.internal.match.SourceEntry;
import org.mailmig.error.PermanentException;

/** The addresses of the source's entry that the target's entry should have, as values of {@link #ATTRIBUTE}. Compared without case. */
final class SourceAddresses {
    static final String ATTRIBUTE = "proxyAddresses";
    private final ForwarderPolicy forwarding;

    SourceAddresses(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    /** All of them, as configured. @throws PermanentException if the source's directory is not configured */
    Set<String> wanted(Account account) {
        SourceEntry source = SourceEntry.of(forwarding, account)
                .orElseThrow(() ->
                        new PermanentException("mailmig.directory.x500 or .aliases is on, but the source's directory is"
                                + " not known: set mailmig.source.directory.url, or switch them off."));
        Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        if (forwarding.settings().flag("mailmig.directory.x500")) {
            List<String> legacy = source.values("legacyExchangeDN");
            if (legacy.isEmpty()) {
                account.getResult()
                        .warn("The source's entry " + source.dn()
                                + " has no legacyExchangeDN: replies to old mail within the"
                                + " source's system may not arrive.");
            }
            legacy.forEach(dn -> wanted.add("X500:" + dn));
            source.values(ATTRIBUTE).stream()
                    .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("x500:"))
                    .forEach(wanted::add);
        }
        if (forwarding.settings().flag("mailmig.directory.aliases")) {
            Stream.concat(EntryCheck.smtp(source.values(ATTRIBUTE)), source.values("mail").stream())
                    .forEach(address -> wanted.add("smtp:" + address));
        }
        return wanted;
    }

    /** As {@link #wanted}. Leaves out addresses that another entry has: an address of two entries reaches neither. */
    Set<String> free(Account account, String dn) {
        Set<String> wanted = wanted(account);
        if (wanted.isEmpty()) {
            return wanted;
        }
        String filter = wanted.stream()
                .flatMap(value -> Stream.of(
                        "(" + ATTRIBUTE + "=" + LdapHelper.escapeFilter(value) + ")",
                        "(mail=" + LdapHelper.escapeFilter(value.substring(value.indexOf(':') + 1)) + ")"))
                .collect(Collectors.joining("", "(|", ")"));
        Set<String> free = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        free.addAll(wanted);
        for (SearchResult other : forwarding.directory().search(filter, List.of(ATTRIBUTE, "mail"))) {
            if (!DistinguishedNames.normal(other.getNameInNamespace()).equals(DistinguishedNames.normal(dn))) {
                Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
                taken.addAll(Candidates.values(other, ATTRIBUTE));
                Candidates.values(other, "mail").forEach(mail -> taken.add("smtp:" + mail));
                taken.retainAll(free);
                free.removeAll(taken);
                taken.forEach(value -> account.getResult()
                        .warn(value + " was not added to " + dn + ": " + other.getNameInNamespace()
                                + " already has it."));
            }
        }
        return free;
    }

    /** Those that an entry with the values {@code held} does not have. */
    static Set<String> missing(Set<String> wanted, List<String> held) {
        Set<String> missing = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        missing.addAll(wanted);
        held.forEach(missing::remove);
        return missing;
    }
}
