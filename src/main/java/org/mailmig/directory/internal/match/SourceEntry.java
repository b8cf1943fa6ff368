// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.directory.SearchResult;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.error.RefusedException;
import org.mailmig.runtime.Sid;

/** The account's entry in the source's directory ({@code mailmig.source.directory.*}), which is optional and read-only. */
public record SourceEntry(SearchResult found) {
    private static final List<String> WANTED = List.of("objectSid", "legacyExchangeDN", "proxyAddresses", "mail");

    /**
     * Empty if the account's source server has no directory.
     *
     * @throws RefusedException if it has one, and it does not contain exactly one entry
     */
    public static Optional<SourceEntry> of(ForwarderPolicy forwarding, Account account) {
        ControlRow row = account.getRow();
        String server = row.sourceServer() == null ? "source" : row.sourceServer();
        Directory directory = forwarding.sourceDirectory(account).orElse(null);
        if (directory == null) {
            return Optional.empty();
        }
        List<String> attributes = directory.match().stream()
                .filter(attribute -> !Sid.isSidAttribute(attribute))
                .toList();
        MatchRules rules = new MatchRules(attributes, "objectClass");
        String address = row.sourceUser().contains("@") || !forwarding.hasForwardDomain(account)
                ? row.sourceUser()
                : forwarding.value(account).address();
        List<MatchRules.Term> terms = rules.terms(null, row.sourceUser(), address);
        String whose = row.sourceUser() + " (line " + row.line() + ") at " + directory.server();
        if (terms.isEmpty()) {
            throw new RefusedException(
                    "No entry can be looked up: \"" + address + "\" is not a mail address of " + whose + ".");
        }
        List<String> wanted = new ArrayList<>(WANTED);
        wanted.addAll(attributes);
        List<SearchResult> found = directory.search(MatchRules.filter(terms), wanted);
        return Optional.of(new SourceEntry(new Candidates(
                        found,
                        terms,
                        whose,
                        "correct the column source_user or mailmig." + server + ".directory.match.")
                .one()));
    }

    public String dn() {
        return found.getNameInNamespace();
    }

    public List<String> values(String attribute) {
        return Candidates.values(found, attribute);
    }

    /** The account's SID, which a migrated account of the target has in {@code sIDHistory}. */
    Optional<String> sid() {
        return values("objectSid").stream().findFirst();
    }
}
