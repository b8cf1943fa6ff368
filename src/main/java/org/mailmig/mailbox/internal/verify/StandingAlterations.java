// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.mailbox.internal.fidelity.AtRiskVerify;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.text.Plural;

/** What the target or the source always does to messages: reported by each run, whether this pass or an earlier one found it. */
final class StandingAlterations {
    private StandingAlterations() {}

    /** Reports again what the target or the source always does to these messages, found by this pass or an earlier one. */
    static void report(StepContext work, FolderCopyState folder) {
        UidSet here = folder.untouched() ? UidSet.ALL : folder.source().uids();
        UidSet same = here.minus(folder.written().sourceUids())
                .minus(folder.notCopied().goneAtTarget());
        for (Finding finding : folder.differences().earlier()) {
            if (finding.folder() == folder.state().id() && same.contains(finding.sourceUid())) {
                if (finding.kind() == Finding.Kind.DECLARED) {
                    AtRiskVerify.declare(folder, finding.text(), finding.sourceUid(), finding.targetUid());
                } else if (finding.kind() == Finding.Kind.SHORT) {
                    folder.written().sentShorter(finding.sourceUid());
                }
            }
        }
        folder.differences()
                .altered()
                .forEach((why, uids) -> work.warn(
                        "folder " + folder.pair() + ": " + Plural.of(uids.size(), "message is", "messages are")
                                + " stored altered because the target does not keep " + why + " (target UIDs " + uids
                                + ")"));
        if (!folder.written().shorter().isEmpty()) {
            String text = "shorter than the source announces (RFC822.SIZE), copied as it sends them";
            work.warn("folder " + folder.pair() + ": "
                    + Plural.of(folder.written().shorter().size(), "message is", "messages are") + " " + text
                    + " (source UIDs "
                    + folder.written().shorter() + ")");
            folder.written().shorter().stream().forEach(uid -> folder.find(Finding.Kind.SHORT, uid, 0, text));
        }
    }
}
