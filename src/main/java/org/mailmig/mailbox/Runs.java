// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.MessageFacts;
import org.mailmig.ledger.FlagRun;
import org.mailmig.ledger.UidRun;

/** Joins single pairings and flags into runs. */
final class Runs {
    private Runs() {}

    /** Pairs the i-th source message with the i-th target UID; {@code ours}: we put them there. */
    static List<UidRun> pairings(List<Long> sourceUids, List<Long> targetUids, boolean ours) {
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

    /** {@code facts} ascending by UID. */
    static List<FlagRun> flags(List<MessageFacts> facts) {
        List<FlagRun> runs = new ArrayList<>();
        for (MessageFacts message : facts) {
            FlagRun last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            String flags = message.flags().toString();
            if (last != null && message.uid() == last.last() + 1 && flags.equals(last.flags())) {
                runs.set(runs.size() - 1, new FlagRun(last.first(), message.uid(), flags));
            } else {
                runs.add(new FlagRun(message.uid(), message.uid(), flags));
            }
        }
        return runs;
    }
}
