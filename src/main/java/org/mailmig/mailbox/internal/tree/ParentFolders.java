// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailmig.imap.CreateResult;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.uids.IdentifierPreservation;

/**
 * Creates folders that have others below them first. A server creates missing levels above a new folder by itself (RFC 9051, 6.3.4),
 * and some (GreenMail) create a name there that is not a folder and refuse to create a folder with it later.
 */
public final class ParentFolders {
    private final StepContext work;
    private final char separator;

    public ParentFolders(StepContext work, FolderListings listing) {
        this.work = work;
        this.separator = listing.names().target().separator();
    }

    /** Creates the folders above any missing folder of the plan. */
    public void make(FolderPlan plan) {
        List<String> missing = plan.pairs().stream()
                .filter(pair -> pair.target() == null)
                .map(FolderPair::targetRaw)
                .toList();
        make(above(plan, missing));
    }

    /**
     * Creates the folders above those that are created to see whether the target accepts their names. Not used where folders get
     * identifiers, which come first: such servers can turn a name into a folder.
     *
     * @return the raw names that were created
     */
    Set<String> makeForTrial(FolderPlan plan, Collection<String> raws) {
        return IdentifierPreservation.areWanted(work)
                ? Set.of()
                : make(above(plan, raws).stream()
                        .filter(pair -> !raws.contains(pair.targetRaw()))
                        .toList());
    }

    /** Returns whether any of the names is below it. */
    boolean isAbove(String raw, Collection<String> names) {
        return separator != 0 && names.stream().anyMatch(name -> name.startsWith(raw + separator));
    }

    /** Returns the folders above, in order of creation. */
    private List<FolderPair> above(FolderPlan plan, Collection<String> raws) {
        Set<String> names = new HashSet<>();
        for (String raw : raws) {
            for (int cut = cut(raw, raw.length()); cut > 0; cut = cut(raw, cut)) {
                names.add(raw.substring(0, cut));
            }
        }
        return plan.pairs().stream()
                .filter(pair -> pair.target() == null && names.contains(pair.targetRaw()))
                .toList();
    }

    private int cut(String raw, int end) {
        return separator == 0 ? -1 : raw.lastIndexOf(separator, end - 1);
    }

    private Set<String> make(List<FolderPair> pairs) {
        return pairs.isEmpty()
                ? Set.of()
                : WireErrors.on(
                        "creating folders of " + work.session().target().who(),
                        () -> work.session().target().with(connection -> make(connection, pairs)));
    }

    /** Creates folders. A refusal here is reported when the folder is opened. */
    private static Set<String> make(ImapConnection connection, List<FolderPair> pairs) throws IOException {
        Set<String> made = new HashSet<>();
        List<String> plain = new ArrayList<>();
        for (FolderPair pair : pairs) {
            if (pair.role() == null) {
                plain.add(pair.targetRaw());
                continue;
            }
            makePlain(connection, plain, made);
            plain.clear();
            try {
                connection.create(pair.targetRaw(), pair.role());
                made.add(pair.targetRaw());
            } catch (CommandRefusedException e) {
                if (e.passing()) {
                    throw e;
                }
            }
        }
        makePlain(connection, plain, made);
        return made;
    }

    private static void makePlain(ImapConnection connection, List<String> raws, Set<String> made) throws IOException {
        List<CreateResult> results = connection.tryCreate(raws);
        for (int i = 0; i < raws.size(); i++) {
            if (results.get(i) == CreateResult.MADE) {
                made.add(raws.get(i));
            }
        }
    }
}
