// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import org.mailmig.imap.model.MessageInfo;
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
        UidSet written = UidSet.of(
                folder.written().stream().map(message -> message.source().uid()).toList());
        UidSet here = folder.untouched() ? UidSet.range(1, 0xFFFFFFFFL) : MessageInfo.uids(folder.listed());
        UidSet same = here.minus(written).minus(folder.goneAtTarget());
        for (Finding finding : folder.findings()) {
            if (finding.folder() == folder.state().id() && same.contains(finding.sourceUid())) {
                if (finding.kind() == Finding.Kind.DECLARED) {
                    AtRiskVerify.declare(folder, finding.text(), finding.sourceUid(), finding.targetUid());
                } else if (finding.kind() == Finding.Kind.SHORT) {
                    folder.setShorter(folder.shorter().plus(UidSet.range(finding.sourceUid(), finding.sourceUid())));
                }
            }
        }
        folder.altered()
                .forEach((why, uids) -> work.warn(
                        "folder " + folder.pair() + ": " + Plural.of(uids.size(), "message is", "messages are")
                                + " stored altered because the target does not keep " + why + " (target UIDs " + uids
                                + ")"));
        if (!folder.shorter().isEmpty()) {
            String text = "shorter than the source announces (RFC822.SIZE), copied as it sends them";
            work.warn("folder " + folder.pair() + ": "
                    + Plural.of(folder.shorter().size(), "message is", "messages are") + " " + text + " (source UIDs "
                    + folder.shorter() + ")");
            folder.shorter().stream().forEach(uid -> folder.found()
                    .add(new Finding(folder.state().id(), Finding.Kind.SHORT, uid, 0, text)));
        }
    }
}
