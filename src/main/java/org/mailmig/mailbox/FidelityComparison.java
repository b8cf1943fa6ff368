// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.InternalDate;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.fidelity.ArrivalDates;

/** Reads samples back from the target, compares them with what was sent, and groups them by what became of them. */
final class FidelityComparison {
    private final List<String> keeps = new ArrayList<>();
    private final List<String> alters = new ArrayList<>();
    private final List<String> refuses = new ArrayList<>();
    private final List<String> sentOtherwise = new ArrayList<>();

    FidelityCheck.Findings findings() {
        return new FidelityCheck.Findings(keeps, alters, refuses, sentOtherwise);
    }

    /** Notes that the target did not store the sample. */
    void refused(FidelitySample sample, String how) {
        refuses.add(sample.what() + " (" + how + ")");
    }

    /** Compares the sample with the message that the target stored under this UID of the selected folder. */
    void compare(ImapConnection connection, long uid, FidelitySample sample) throws IOException {
        byte[][] stored = new byte[1][];
        List<MessageInfo> facts = new ArrayList<>();
        UidSet one = UidSet.range(uid, uid);
        connection.fetchFacts(one, facts::add);
        connection.fetchBodies(one, (which, size, octets) -> stored[0] = octets.readAllBytes());
        OffsetDateTime sent = InternalDate.held(sample.date());
        List<String> how = new ArrayList<>();
        if (stored[0] == null) {
            how.add("cannot be read back");
        } else if (!Arrays.equals(sample.octets(), stored[0])) {
            how.add(difference(sample.octets(), stored[0]));
        }
        for (MessageInfo fact : facts) {
            if (!ArrivalDates.areSame(sent, fact.internalDate())) {
                how.add("is dated " + fact.internalDate());
            }
            if (!sample.flags().minus(fact.flags()).isEmpty()) {
                how.add("loses " + sample.flags().minus(fact.flags()));
            }
        }
        if (!sent.equals(sample.date())) {
            sentOtherwise.add(sample.what() + " (as " + sent + ", which every server accepts)");
        } else if (how.isEmpty()) {
            keeps.add(sample.what());
        }
        if (!how.isEmpty()) {
            alters.add(sample.what() + " (" + String.join(", ", how) + ")");
        }
    }

    private static String difference(byte[] sent, byte[] stored) {
        int at = Arrays.mismatch(sent, stored);
        return at < 0 || at >= sent.length || at >= stored.length || sent.length != stored.length
                ? "has " + stored.length + " bytes, not " + sent.length
                : String.format("byte %02X became %02X", sent[at] & 0xFF, stored[at] & 0xFF);
    }
}
