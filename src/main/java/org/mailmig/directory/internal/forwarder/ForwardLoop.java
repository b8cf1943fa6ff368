// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.naming.directory.Attributes;
import javax.naming.directory.SearchResult;
import org.apache.camel.component.ldap.LdapHelper;
import org.mailmig.Account;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.account.ForwarderValue;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.directory.internal.entry.LdapEntry;
import org.mailmig.directory.internal.match.Candidates;
import org.mailmig.directory.internal.match.EntryOwner;
import org.mailmig.directory.internal.match.SourceEntry;
import org.mailmig.error.RefusedException;
import org.mailmig.text.SmtpAddress;

/**
 * Checks where forwarded mail goes at the source. The source's own entry may forward too: back to the target, which is a loop, or
 * elsewhere, so that mail never reaches the mailbox that is copied. Searches the source's directory and the target's, which may contain
 * both.
 */
final class ForwardLoop {
    private static final List<String> FORWARDS = List.of(
            "targetAddress",
            "maildrop",
            "mailForwardingAddress",
            "mailRoutingAddress",
            "msExchGenericForwardingAddress");

    /** Its value is the DN of an entry. */
    private static final String BY_NAME = "altRecipient";

    private static final List<String> LOOKED_FOR =
            List.of("mail", "proxyAddresses", "mailAlternateAddress", "mailLocalAddress");

    /** The maximum length of a chain of forwarders that is followed. */
    private static final int MOST_ADDRESSES = 8;

    private final ForwarderPolicy forwarding;
    private final Set<String> attributes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> asked = new HashSet<>();
    private final List<String> own = new ArrayList<>();
    private String target;

    ForwardLoop(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
        attributes.addAll(FORWARDS);
        attributes.add(forwarding.attribute());
    }

    /**
     * Warns if the source's entry forwards elsewhere.
     *
     * @param held the target's entry, with its addresses
     * @throws RefusedException if it forwards back to the target's entry
     */
    void check(Account account, LdapEntry entry, Attributes held, ForwarderValue value) {
        target = entry.dn();
        own.add(account.getRow().address());
        own.add(account.getRow().targetUser());
        EntryOwner.ADDRESSES.stream()
                .flatMap(attribute -> EntryCheck.strings(held, attribute, entry).stream())
                .forEach(address -> EntryOwner.smtp(address).ifPresent(own::add));
        Directory source = forwarding.sourceDirectory(account).orElse(null);
        if (source != null) {
            sourceEntry(account, source).ifPresent(found -> follow(account, found, source, true));
        }
        open.add(value.address());
        boolean first = true;
        while (!open.isEmpty() && asked.size() < MOST_ADDRESSES) {
            String address = open.poll();
            if (asked.add(SmtpAddress.normal(address).toLowerCase(Locale.ROOT))) {
                look(account, address, source, first);
            }
            first = false;
        }
    }

    private Optional<SearchResult> sourceEntry(Account account, Directory source) {
        try {
            return SourceEntry.of(forwarding, account)
                    .flatMap(found -> source.entry(found.dn()).read(wanted()));
        } catch (RefusedException e) {
            return Optional.empty(); // by its address, below
        }
    }

    private void look(Account account, String address, Directory source, boolean first) {
        String escaped = LdapHelper.escapeFilter(address);
        StringBuilder filter = new StringBuilder("(|");
        LOOKED_FOR.forEach(attribute -> filter.append('(')
                .append(attribute)
                .append(attribute.equals("proxyAddresses") ? "=smtp:" : "=")
                .append(escaped)
                .append(')'));
        filter.append(')');
        Stream.of(Optional.ofNullable(source), Optional.of(forwarding.directory()))
                .flatMap(Optional::stream)
                .forEach(directory -> directory
                        .search(filter.toString(), wanted())
                        .forEach(found -> follow(account, found, directory, first)));
    }

    private List<String> wanted() {
        List<String> wanted = new ArrayList<>(EntryOwner.ADDRESSES);
        wanted.addAll(attributes);
        wanted.add(BY_NAME);
        return wanted;
    }

    private void follow(Account account, SearchResult found, Directory directory, boolean first) {
        String dn = found.getNameInNamespace();
        boolean same = directory == forwarding.directory();
        if (same && isTarget(dn)) {
            return;
        }
        List<String> its = EntryOwner.ADDRESSES.stream()
                .flatMap(attribute -> Candidates.values(found, attribute).stream())
                .flatMap(value -> EntryOwner.smtp(value).stream())
                .toList();
        for (String attribute : attributes) {
            for (String value : Candidates.values(found, attribute)) {
                EntryOwner.smtp(value)
                        .filter(EntryOwner::isAddress)
                        .filter(address -> !EntryOwner.has(its, address))
                        .ifPresent(address -> leads(
                                account, dn, attribute + " = " + value, EntryOwner.has(own, address), address, first));
            }
        }
        for (String other : Candidates.values(found, BY_NAME)) {
            leads(account, dn, BY_NAME + " = " + other, same && isTarget(other), null, first);
        }
    }

    private boolean isTarget(String dn) {
        return DistinguishedNames.normal(dn).equals(DistinguishedNames.normal(target));
    }

    private void leads(Account account, String dn, String forwarder, boolean back, String address, boolean first) {
        if (back) {
            throw new RefusedException("Mail for " + target + " would go in a loop: " + dn + ", which receives what is"
                    + " forwarded to the source, has " + forwarder + ", and that leads back to the target (line "
                    + account.getRow().line() + "): remove it there first.");
        }
        if (first) {
            account.getResult()
                    .warn("The source's entry " + dn + " has " + forwarder
                            + ": while the mailbox is copied, new mail that is forwarded to the source is forwarded"
                            + " on to there and may not reach the mailbox.");
        }
        if (address != null) {
            open.add(address);
        }
    }
}
