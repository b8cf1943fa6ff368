// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.check;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.Account;
import org.mailmig.Mode;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.ledger.copy.CloneState;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.TargetKeys;

/** Decides whether a clone may begin in its target: only an untouched one contains what the source contains and nothing else. */
public final class CloneTargetCheck {
    private CloneTargetCheck() {}

    /** Checks that a clone's target is untouched, unless the clone has already begun; otherwise {@code when-initialised} decides. */
    public static void check(StepContext work, List<ListedFolder> target) {
        Account account = work.account();
        boolean clone = account.getRow().mode() == Mode.CLONE && !account.getResult().fellBack;
        if (!clone || work.folderStates().cloneState(account.getMailbox()) != CloneState.NONE) {
            return;
        }
        List<String> traces = PristineTarget.traces(target, ownFolders(work));
        if (traces.isEmpty()) {
            return;
        }
        String found = traces.stream().limit(3).collect(Collectors.joining(", "))
                + (traces.size() > 3 ? " and " + (traces.size() - 3) + " more" : "");
        String key = TargetKeys.inUse(work, "when-initialised");
        String choice = work.settings().get(key);
        switch (choice) {
            case "merge" -> {
                account.getResult().fellBack = true;
                String text = "clone became merge because the target is in use: " + found;
                work.warn(text);
                work.event(EventKind.FELL_BACK, text);
                work.ledger().leases().save(account);
            }
            case "refuse" -> throw new RefusedException("account " + account.getAccount()
                    + ": a clone needs an untouched target, but " + found + " at "
                    + work.session().target().who()
                    + ". "
                    + (PristineTarget.isByFolders(target, ownFolders(work))
                            ? "If the server creates such folders by itself, name them in "
                                    + TargetKeys.own(work, "own-folders") + " (separated by commas: "
                                    + TargetKeys.own(work, "own-folders") + " = "
                                    + String.join(", ", PristineTarget.emptyFolders(target)) + "). Otherwise empty"
                            : "Empty")
                    + " the target, choose mode merge, or set " + key + " = merge.");
            default -> throw new PermanentException(
                    "Configuration key " + key + " must be refuse or merge, not \"" + choice + "\".");
        }
    }

    private static Set<String> ownFolders(StepContext work) {
        return Arrays.stream(work.settings()
                        .find(TargetKeys.inUse(work, "own-folders"))
                        .orElse("")
                        .split(","))
                .map(String::trim)
                .collect(Collectors.toSet());
    }
}
