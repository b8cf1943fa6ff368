// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderNames;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.uids.IdentifierPreservation;

/** Runs all checks that can refuse an account, before anything is changed on any server. */
public final class Check {
    private final StepContext work;
    private final Account account;
    private final ControlRow row;

    public Check(StepContext work) {
        this.work = work;
        this.account = work.account();
        this.row = account.getRow();
    }

    public void run() {
        if (!List.of("keep", "follow").contains(work.settings().get("mailmig.merge.removals"))) {
            throw new PermanentException("Configuration key mailmig.merge.removals must be keep or follow.");
        }
        if (row.mode() == Mode.CLONE && row.filtersMessages()) {
            throw new RefusedException("account " + account.getAccount()
                    + ": a clone copies everything; use merge for filters of date, size and subject.");
        }
        boolean firstTime = work.folderStates().folders(account.getMailbox()).isEmpty();
        FolderListings listing = work.session().listWithQuota(firstTime);
        FolderPlan plan = FolderPlan.of(row, listing);
        nothingForOthers(plan);
        noTwoInOneClone(plan);
        Set<String> unreadable =
                unreadable(plan.pairs().stream().map(FolderPair::source).toList(), listing.source());
        if (plan.pairs().isEmpty()) {
            throw new RefusedException("account " + account.getAccount()
                    + ": no folder of the source is left to copy; check folder_include and folder_exclude.");
        }
        CloneTargetCheck.check(work, listing.target());
        if (IdentifierPreservation.areWanted(work)) {
            WireErrors.on(
                    "account " + account.getAccount() + ", asking for the target's identifiers",
                    () -> work.session().targetReads().with(connection -> {
                        work.session().identifiers().probe(connection);
                        return null;
                    }));
        }
        new CapacityCheck(work, plan, listing, unreadable).check();
    }

    /**
     * Refuses a clone in which two folders would become one: a clone's folder has the order and, where possible, the UIDs of one source
     * folder.
     */
    private void noTwoInOneClone(FolderPlan plan) {
        Map<String, List<String>> sources = new TreeMap<>();
        plan.pairs().forEach(pair -> sources.computeIfAbsent(pair.targetRaw(), key -> new ArrayList<>())
                .add(pair.source().name()));
        sources.forEach((target, names) -> {
            if (row.mode() == Mode.CLONE && names.size() > 1) {
                throw new RefusedException("account " + account.getAccount() + ": folder_map puts "
                        + String.join(" and ", names)
                        + " into one folder, which a clone cannot do. Give each its own, or use merge.");
            }
        });
    }

    /** Refuses to copy into a public folder, where everybody could read the mail. */
    private void nothingForOthers(FolderPlan plan) {
        List<String> asks = plan.asksForOthers();
        if (!asks.isEmpty()) {
            throw new RefusedException("account " + account.getAccount() + ": " + String.join("; ", asks)
                    + ", a namespace of " + work.session().target().who()
                    + " that belongs to other users or is shared. Name a folder of the user's own.");
        }
    }

    /**
     * Finds folders that exist and cannot be read. They are an error, never empty folders: they are reported, and the others are
     * copied. If none can be read, nothing is started.
     *
     * @return the raw names of those that cannot be read
     */
    private Set<String> unreadable(List<ListedFolder> copied, List<ListedFolder> listed) {
        Set<String> unreadable = new HashSet<>();
        String first = null;
        for (ListedFolder folder : copied) {
            if (folder.selectable() && folder.status() == null) {
                Optional<String> refusal = refusal(folder.rawName());
                if (refusal.isPresent()) {
                    unreadable.add(folder.rawName());
                    String text = "folder " + folder.name() + " of "
                            + work.session().source().who()
                            + " cannot be read (does the admin login have rights on it?): " + refusal.get();
                    first = first == null ? text : first;
                    work.warn(text);
                }
            }
        }
        if (first != null && unreadable.size() == copied.size()) {
            throw new PermanentException("account " + account.getAccount() + ": " + first);
        }
        inboxReadable(listed);
        return unreadable;
    }

    /** Returns why EXAMINE is refused; empty if it is not, or only temporarily. */
    private Optional<String> refusal(String rawName) {
        String what = "account " + account.getAccount() + ", reading folder " + rawName + " of "
                + work.session().source().who();
        return WireErrors.on(what, () -> work.session().source().with(connection -> {
            try {
                connection.examine(rawName);
                return Optional.empty();
            } catch (CommandRefusedException e) {
                if (e.passing()) {
                    throw e;
                }
                return Optional.of(e.getMessage());
            }
        }));
    }

    private void inboxReadable(List<ListedFolder> listed) {
        if (listed.stream().noneMatch(folder -> FolderNames.isInbox(folder.rawName()))) {
            WireErrors.on(
                    "account " + account.getAccount() + ": the INBOX of "
                            + work.session().source().who() + " is not listed and cannot be read",
                    () -> work.session().source().with(connection -> connection.examine("INBOX")));
        }
    }
}
