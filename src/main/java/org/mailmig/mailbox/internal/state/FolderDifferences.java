// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.Finding;

/** In what a target folder differs from its source, as far as the copy and verify found it. One thread at a time. */
public final class FolderDifferences {
    private final List<Finding> earlier;
    private final List<Finding> found = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final Set<Long> named = new HashSet<>();
    private final Map<String, UidSet> altered = new TreeMap<>();

    /** @param earlier what earlier verifies found and what is not settled */
    FolderDifferences(List<Finding> earlier) {
        this.earlier = earlier;
    }

    /** Returns what earlier verifies found and what is not settled. */
    public List<Finding> earlier() {
        return earlier;
    }

    /** Returns the source UIDs of messages with unsettled findings of these kinds from earlier verifies. */
    public UidSet earlier(Finding.Kind... kinds) {
        List<Finding.Kind> wanted = Arrays.asList(kinds);
        return earlier.isEmpty()
                ? UidSet.empty()
                : UidSet.of(earlier.stream()
                        .filter(finding -> wanted.contains(finding.kind()))
                        .map(Finding::sourceUid)
                        .toList());
    }

    /** Returns what this verify found, or found again. */
    public List<Finding> found() {
        return found;
    }

    public void find(Finding finding) {
        found.add(finding);
    }

    /** Returns the differences as the report shows them. */
    public List<String> texts() {
        return texts;
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /** Adds a difference of the folder. */
    public void add(String text) {
        texts.add(text);
    }

    /** Adds a difference of one message and returns its text. */
    public String add(long sourceUid, String how) {
        named.add(sourceUid);
        String text = "UID " + sourceUid + " " + how;
        texts.add(text);
        return text;
    }

    /** Returns whether a difference already names this message. */
    public boolean isNamed(long sourceUid) {
        return named.contains(sourceUid);
    }

    /** Returns the messages that the target, as it always does, stores in another form than they were sent: target UIDs by reason. */
    public Map<String, UidSet> altered() {
        return altered;
    }

    public boolean isAltered(String why, long targetUid) {
        return altered.getOrDefault(why, UidSet.empty()).contains(targetUid);
    }

    /** Notes messages that the target stores in another form. {@code why} is what it does not keep. */
    public void alter(String why, UidSet targetUids) {
        altered.merge(why, targetUids, UidSet::plus);
    }

    /** Forgets what the target altered, before verify looks for it. */
    public void forgetAltered() {
        altered.clear();
    }
}
