// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.AclGrant;
import org.mailmig.imap.model.FolderExtras;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Copies the ACLs of a clone's folders (RFC 4314). Owners keep what the target gives them; other users get the names that the ledger's
 * accounts have at the target. Groups, unknown users and rights that the target does not know are reported, not guessed.
 */
final class AclCopy {
    /** An owner without one of these rights was restricted at the source. */
    private static final String OWNERS = "lrswi";

    private final StepContext work;
    private final AclIdentifierMap neighbours;
    private final FolderWarnings lost = new FolderWarnings();
    private final String sourceRights;

    AclCopy(StepContext work, AclIdentifierMap neighbours, String sourceRights) {
        this.work = work;
        this.neighbours = neighbours;
        this.sourceRights = sourceRights;
    }

    /** Returns the target's counterparts of the source's entries. Entries without a counterpart are reported. */
    List<AclGrant> wanted(FolderPair pair, List<AclGrant> source, String targetRights) {
        List<AclGrant> wanted = new ArrayList<>();
        for (AclGrant grant : source) {
            boolean negative = grant.identifier().startsWith("-");
            String who = negative ? grant.identifier().substring(1) : grant.identifier();
            if (neighbours.isOwner(who)) {
                owner(pair, grant);
                continue;
            }
            Optional<String> there = counterpart(who);
            String rights = AclRights.translated(grant.rights(), sourceRights, targetRights);
            if (there.isEmpty()) {
                lost(
                        pair,
                        grant,
                        isGroup(who) ? "groups are not moved" : "no user of that name is moved with this ledger");
            } else if (!rights.isEmpty()) {
                wanted.add(new AclGrant((negative ? "-" : "") + there.get(), rights));
            }
            String unknown = AclRights.lost(grant.rights(), sourceRights, targetRights);
            if (there.isPresent() && !unknown.isEmpty()) {
                work.warn("folder " + pair + ": the target has no right " + unknown + ", which " + grant.identifier()
                        + " has at the source");
            }
        }
        return wanted;
    }

    /** Sets the entries that the target does not have yet. */
    void set(FolderPair pair, List<AclGrant> wanted, FolderExtras there, ImapConnection target) throws IOException {
        Set<AclGrant> standing = new HashSet<>();
        there.grants().forEach(grant -> standing.add(new AclGrant(grant.identifier(), sorted(grant.rights(), target))));
        for (AclGrant grant : wanted) {
            if (!standing.contains(new AclGrant(grant.identifier(), sorted(grant.rights(), target)))) {
                target.grant(pair.targetRaw(), grant).ifPresent(why -> lost(pair, grant, why));
            }
        }
    }

    private static String sorted(String rights, ImapConnection target) {
        return AclRights.translated(rights, target.offeredRights(), target.offeredRights());
    }

    private Optional<String> counterpart(String who) {
        if (who.equalsIgnoreCase("anyone") || who.equalsIgnoreCase("anonymous")) {
            return Optional.of(who);
        }
        return isGroup(who) ? Optional.empty() : neighbours.find(who);
    }

    /**
     * Returns whether the identifier names a group, as Cyrus, Dovecot and Courier mark them; {@code administrators} is Courier's own,
     * with rights on every folder.
     */
    private static boolean isGroup(String who) {
        return who.equals("administrators")
                || who.startsWith("group:")
                || who.startsWith("group=")
                || who.startsWith("group-override")
                || who.startsWith("$")
                || who.startsWith("!");
    }

    private void owner(FolderPair pair, AclGrant grant) {
        boolean restricted = grant.identifier().startsWith("-")
                || OWNERS.chars().anyMatch(right -> grant.rights().indexOf(right) < 0);
        if (restricted) {
            lost(pair, grant, "the owner has all rights at the target");
        }
    }

    private void lost(FolderPair pair, AclGrant grant, String why) {
        lost.add(
                "folder " + pair,
                "the rights " + grant.rights() + " of " + grant.identifier() + " were not copied: " + why);
    }

    /** Reports what was not copied, once for all folders that it concerns. */
    void reportLost() {
        lost.sentences().forEach(work::warn);
    }
}
