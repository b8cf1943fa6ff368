// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** EXAMINE of several folders, with data of their messages, in as few round trips as possible. Nothing is selected afterwards. */
final class PipelinedExamine {
    /** Few enough for the commands to fit into the TCP buffers while responses arrive. */
    static final int AT_ONCE = 16;

    private final OpenFolder open;

    PipelinedExamine(OpenFolder open) {
        this.open = open;
    }

    void each(List<MessageQuery.OfFolder> looks) throws IOException {
        open.forget();
        List<MessageQuery.OfFolder> together = new ArrayList<>();
        for (MessageQuery.OfFolder look : looks) {
            if (open.opening("EXAMINE", look.rawName()).hasLiteral()) {
                open.openAndFetch("EXAMINE", look.rawName(), look.query());
            } else {
                together.add(look);
            }
            if (together.size() == AT_ONCE) {
                open.fetching().each(open::opening, together);
                together.clear();
            }
        }
        open.fetching().each(open::opening, together);
        open.forget();
    }
}
