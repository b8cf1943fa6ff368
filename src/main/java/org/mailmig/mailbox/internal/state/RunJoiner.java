// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.ledger.copy.UidRun;

/** Joins single pairings and flags into runs. */
public final class RunJoiner {
    /** The size of the column flag_run.flags. */
    private static final int MOST_FLAG_CHARS = 4000;

    private RunJoiner() {}

    /** Pairs the i-th source message with the i-th target UID. {@code ours} marks messages that mailmig put there. */
    public static List<UidRun> pairings(List<Long> sourceUids, List<Long> targetUids, boolean ours) {
        List<UidRun> runs = new ArrayList<>();
        for (int i = 0; i < sourceUids.size(); i++) {
            long source = sourceUids.get(i);
            long target = targetUids.get(i);
            UidRun last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && source == last.source() + last.count() && target == last.target() + last.count()) {
                runs.set(runs.size() - 1, new UidRun(last.source(), last.target(), last.count() + 1, ours));
            } else {
                runs.add(new UidRun(source, target, 1, ours));
            }
        }
        return runs;
    }

    /**
     * Returns flags as the ledger stores them: those that fit into {@link #MOST_FLAG_CHARS} characters. The others have no base: they
     * are added where the target lacks them, and stay where the source removes them.
     */
    public static String text(Flags flags) {
        String text = flags.toString();
        return text.length() <= MOST_FLAG_CHARS
                ? text
                : text.substring(0, text.lastIndexOf(' ', MOST_FLAG_CHARS) + 1).trim();
    }

    /** @param facts ascending by UID */
    public static List<FlagRun> flags(List<MessageInfo> facts) {
        List<FlagRun> runs = new ArrayList<>();
        for (MessageInfo message : facts) {
            FlagRun last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            String flags = text(message.flags());
            if (last != null && message.uid() == last.last() + 1 && flags.equals(last.flags())) {
                runs.set(runs.size() - 1, new FlagRun(last.first(), message.uid(), flags));
            } else {
                runs.add(new FlagRun(message.uid(), message.uid(), flags));
            }
        }
        return runs;
    }
}
