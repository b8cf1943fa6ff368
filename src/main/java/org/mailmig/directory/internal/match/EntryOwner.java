// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.match;

import java.util.List;
import java.util.stream.Stream;
import javax.naming.directory.SearchResult;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.error.RefusedException;
import org.mailmig.text.SmtpAddress;

/**
 * Checks that an entry belongs to the row. The author of a control file names entries, addresses and users in it; a forwarder is set only
 * if the directory itself says that they belong together.
 */
public final class EntryOwner {
    private final ForwarderPolicy forwarding;
    private final OwnerAttributes attributes;

    EntryOwner(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
        this.attributes = new OwnerAttributes(MatchRules.of(forwarding.context()));
    }

    /**
     * Warns if only a name, or only its address, connects the row with its entry.
     *
     * @throws RefusedException if nothing connects them and the entry would be written, or if the row's target user is another entry's
     */
    void check(Account account, SearchResult entry) {
        if (forwarding.leadsBack(account)) {
            return; // a row of a rollback: its address is the other side's, and nothing is written
        }
        ControlRow row = account.getRow();
        List<String> addresses = attributes.addresses(entry);
        if (isAddress(row.address()) && has(addresses, row.address())) {
            notAnothers(account, entry, addresses);
        } else if (has(addresses, row.targetUser()) || isNamed(row, entry)) {
            if (isAddress(row.address())) {
                account.getResult().warn(byName(row, entry));
            }
        } else if (!isTheSources(account, entry)) {
            String text = notTheRows(row, entry);
            if (forwarding.wanted(account) || forwarding.addressesDue(account)) {
                throw new RefusedException(text);
            }
            account.getResult().warn(text); // nothing is written to it
        }
    }

    private static String notTheRows(ControlRow row, SearchResult entry) {
        return "The entry " + entry.getNameInNamespace() + " does not belong to " + row.targetUser() + " (line "
                + row.line() + "): none of its addresses is " + row.address()
                + " and none of its user names is the target user's: correct the columns "
                + (row.dn() == null ? "sid" : "dn") + ", address or target_user, or the entry"
                + (row.sid() == null
                        ? "."
                        : "; a security identifier alone is accepted only where mailmig.source.directory.url has it"
                                + " for the source user.");
    }

    private String byName(ControlRow row, SearchResult entry) {
        return "The entry " + entry.getNameInNamespace() + " was matched by a user name only: none of its addresses is "
                + row.address() + " (line " + row.line() + "). Check that it is the same person's, and give one of its"
                + " addresses in the column address.";
    }

    /** Only by the target user: a name in the column address would allow a row to name any entry. */
    private boolean isNamed(ControlRow row, SearchResult entry) {
        List<String> names = attributes.names(entry);
        return has(names, ControlRow.localPart(row.targetUser())) || has(names, row.targetUser());
    }

    /** A row could name its own target mailbox together with another user's address. */
    private void notAnothers(Account account, SearchResult entry, List<String> addresses) {
        ControlRow row = account.getRow();
        String user = row.targetUser();
        if (has(addresses, user) || isNamed(row, entry)) {
            return;
        }
        List<SearchResult> found = forwarding.directory().search(attributes.having(user), OwnerAttributes.ADDRESSES);
        for (SearchResult other : found) {
            String dn = other.getNameInNamespace();
            if (!DistinguishedNames.normal(dn).equals(DistinguishedNames.normal(entry.getNameInNamespace()))) {
                throw new RefusedException("The address " + row.address() + " (line " + row.line()
                        + ") belongs to the entry " + entry.getNameInNamespace() + ", but the target user " + user
                        + " to " + dn + ": correct the column address or target_user.");
            }
        }
        if (found.isEmpty() && !isTheSources(account, entry)) {
            account.getResult().warn(byAddress(row, entry));
        }
    }

    private static String byAddress(ControlRow row, SearchResult entry) {
        return "The entry " + entry.getNameInNamespace() + " was matched by the address " + row.address()
                + " only (line " + row.line() + "): the target user " + row.targetUser()
                + " is neither one of its addresses nor one of its user names, and no other entry's. Check that it is the"
                + " same person's.";
    }

    /** The SID is as good as an address if the source's directory has it for the row's source user. */
    private boolean isTheSources(Account account, SearchResult entry) {
        String sid = account.getRow().sid();
        boolean held = sid != null
                && Stream.of("objectSid", "sIDHistory")
                        .flatMap(attribute -> Candidates.values(entry, attribute).stream())
                        .anyMatch(sid::equalsIgnoreCase);
        return held
                && SourceEntry.of(forwarding, account)
                        .flatMap(SourceEntry::sid)
                        .filter(sid::equalsIgnoreCase)
                        .isPresent();
    }

    public static boolean has(List<String> held, String wanted) {
        return wanted != null && !wanted.isBlank() && held.stream().anyMatch(value -> SmtpAddress.same(value, wanted));
    }

    public static boolean isAddress(String text) {
        return text != null && text.indexOf('@') > 0;
    }
}
