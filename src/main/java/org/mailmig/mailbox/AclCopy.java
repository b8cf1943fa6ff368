// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailmig.imap.FolderExtras;
import org.mailmig.imap.Grant;
import org.mailmig.imap.ImapConnection;

/**
 * Carries who may do what in the folders of a clone (RFC 4314). The owner keeps what the target gives him; the others are
 * named as the ledger's accounts say; groups, strangers and rights that the target does not know are told, not guessed.
 */
final class AclCopy {
    /** Without one of these the owner himself was restricted at the source. */
    private static final String OWNERS = "lrswi";

    private final Work work;
    private final Neighbours neighbours;
    private final SaidOfFolders lost = new SaidOfFolders();
    private final String sourceRights;

    AclCopy(Work work, Neighbours neighbours, String sourceRights) {
        this.work = work;
        this.neighbours = neighbours;
        this.sourceRights = sourceRights;
    }

    /** What the source's entries become; entries that have no counterpart are told. */
    List<Grant> wanted(FolderPair pair, List<Grant> source, String targetRights) {
        List<Grant> wanted = new ArrayList<>();
        for (Grant grant : source) {
            boolean negative = grant.identifier().startsWith("-");
            String who = negative ? grant.identifier().substring(1) : grant.identifier();
            if (neighbours.isOwner(who)) {
                owner(pair, grant);
                continue;
            }
            Optional<String> there = counterpart(who);
            String rights = Rights.translated(grant.rights(), sourceRights, targetRights);
            if (there.isEmpty()) {
                lost(
                        pair,
                        grant,
                        isGroup(who) ? "groups are not moved" : "nobody of that name is moved by this ledger");
            } else if (!rights.isEmpty()) {
                wanted.add(new Grant((negative ? "-" : "") + there.get(), rights));
            }
            String unknown = Rights.lost(grant.rights(), sourceRights, targetRights);
            if (there.isPresent() && !unknown.isEmpty()) {
                work.warn("folder " + pair + ": the target has no right " + unknown + ", which " + grant.identifier()
                        + " has at the source");
            }
        }
        return wanted;
    }

    /** Sets what the target does not have yet. */
    void set(FolderPair pair, List<Grant> wanted, FolderExtras there, ImapConnection target) throws IOException {
        Set<Grant> standing = new HashSet<>();
        there.grants().forEach(grant -> standing.add(new Grant(grant.identifier(), sorted(grant.rights(), target))));
        for (Grant grant : wanted) {
            if (!standing.contains(new Grant(grant.identifier(), sorted(grant.rights(), target)))) {
                target.grant(pair.targetRaw(), grant).ifPresent(why -> lost(pair, grant, why));
            }
        }
    }

    private static String sorted(String rights, ImapConnection target) {
        return Rights.translated(rights, target.offeredRights(), target.offeredRights());
    }

    private Optional<String> counterpart(String who) {
        if (who.equalsIgnoreCase("anyone") || who.equalsIgnoreCase("anonymous")) {
            return Optional.of(who);
        }
        return isGroup(who) ? Optional.empty() : neighbours.find(who);
    }

    /** Cyrus, Dovecot and Courier mark groups in these ways; {@code administrators} is Courier's own, with rights on every folder. */
    private static boolean isGroup(String who) {
        return who.equals("administrators")
                || who.startsWith("group:")
                || who.startsWith("group=")
                || who.startsWith("group-override")
                || who.startsWith("$")
                || who.startsWith("!");
    }

    private void owner(FolderPair pair, Grant grant) {
        boolean restricted = grant.identifier().startsWith("-")
                || OWNERS.chars().anyMatch(right -> grant.rights().indexOf(right) < 0);
        if (restricted) {
            lost(pair, grant, "the owner has all rights at the target");
        }
    }

    private void lost(FolderPair pair, Grant grant, String why) {
        lost.add(
                "folder " + pair,
                "the rights " + grant.rights() + " of " + grant.identifier() + " were not carried: " + why);
    }

    /** Names what was not carried, once for all folders that it concerns. */
    void tellLost() {
        lost.sentences().forEach(work::warn);
    }
}
