// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mailmig.ControlRow;
import org.mailmig.ledger.Ledger;

/** Maps a user name of the source to one of the target, by the accounts that this ledger migrates between the two servers. */
final class AclIdentifierMap {
    private final Ledger ledger;
    private final ControlRow own;

    /** @param own the account whose ACLs are copied: its domain completes bare names */
    AclIdentifierMap(Ledger ledger, ControlRow own) {
        this.ledger = ledger;
        this.own = own;
    }

    boolean isOwner(String identifier) {
        return identifier.equalsIgnoreCase("owner") || spellings(identifier).contains(folded(own.sourceUser()));
    }

    /** Returns the login at the target; empty if no account, or more than one, is migrated from that name. */
    Optional<String> find(String identifier) {
        for (String spelling : spellings(identifier)) {
            Set<String> found =
                    new LinkedHashSet<>(ledger.waves().targets(own.sourceServer(), spelling, own.targetServer()));
            if (found.size() == 1) {
                return Optional.of(found.iterator().next());
            }
        }
        return Optional.empty();
    }

    /** Returns the name as written, with the own domain, and without it: servers differ in how they name users. */
    private Set<String> spellings(String identifier) {
        String name = folded(identifier);
        String login = folded(own.sourceUser());
        String domain = login.contains("@") ? login.substring(login.indexOf('@')) : "";
        Set<String> spellings = new LinkedHashSet<>();
        spellings.add(name);
        if (!name.contains("@")) {
            spellings.add(name + domain);
        } else if (domain.isEmpty() || name.endsWith(domain)) {
            spellings.add(name.substring(0, name.indexOf('@')));
        }
        return spellings;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
