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
import java.util.stream.Stream;
import javax.naming.directory.Attributes;
import javax.naming.directory.SearchResult;
import org.mailmig.Account;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.account.ForwarderValue;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.directory.internal.entry.LdapEntry;
import org.mailmig.directory.internal.match.Candidates;
import org.mailmig.directory.internal.match.EntryOwner;
import org.mailmig.directory.internal.match.OwnerAttributes;
import org.mailmig.directory.internal.match.SourceEntry;
import org.mailmig.error.RefusedException;
import org.mailmig.text.SmtpAddress;

/**
 * Checks where forwarded mail goes at the source. The source's own entry may forward too: back to the target, which is a loop, or
 * elsewhere, so that mail never reaches the mailbox that is copied. Searches the source's directory and the target's, which may contain
 * both.
 */
final class ForwardLoop {
    /** The maximum length of a chain of forwarders that is followed. */
    private static final int MOST_ADDRESSES = 8;

    private final ForwarderPolicy forwarding;
    private final ForwardingAttributes attributes;
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> asked = new HashSet<>();
    private final List<String> own = new ArrayList<>();
    private String target;

    ForwardLoop(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
        this.attributes = new ForwardingAttributes(forwarding.attribute());
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
        OwnerAttributes.ADDRESSES.stream()
                .flatMap(attribute -> EntryCheck.strings(held, attribute, entry).stream())
                .forEach(address -> OwnerAttributes.smtp(address).ifPresent(own::add));
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
                    .flatMap(found -> source.entry(found.dn()).read(attributes.read()));
        } catch (RefusedException e) {
            return Optional.empty(); // by its address, below
        }
    }

    private void look(Account account, String address, Directory source, boolean first) {
        Stream.of(Optional.ofNullable(source), Optional.of(forwarding.directory()))
                .flatMap(Optional::stream)
                .forEach(directory -> directory
                        .search(ForwardingAttributes.having(address), attributes.read())
                        .forEach(found -> follow(account, found, directory, first)));
    }

    private void follow(Account account, SearchResult found, Directory directory, boolean first) {
        String dn = found.getNameInNamespace();
        boolean same = directory == forwarding.directory();
        if (same && isTarget(dn)) {
            return;
        }
        List<String> its = OwnerAttributes.ADDRESSES.stream()
                .flatMap(attribute -> Candidates.values(found, attribute).stream())
                .flatMap(value -> OwnerAttributes.smtp(value).stream())
                .toList();
        for (String attribute : attributes.withAddresses()) {
            for (String value : Candidates.values(found, attribute)) {
                OwnerAttributes.smtp(value)
                        .filter(EntryOwner::isAddress)
                        .filter(address -> !EntryOwner.has(its, address))
                        .ifPresent(address -> leads(
                                account, dn, attribute + " = " + value, EntryOwner.has(own, address), address, first));
            }
        }
        for (String other : Candidates.values(found, ForwardingAttributes.BY_NAME)) {
            leads(account, dn, ForwardingAttributes.BY_NAME + " = " + other, same && isTarget(other), null, first);
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
