// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.text.Plural;

/**
 * The result of an account so far: the numbers and texts of its report. Not thread-safe. The JSON form of what the report shows is a
 * contract: docs/report.md.
 */
public final class AccountResult {
    public Outcome outcome;
    public String reason;
    /** The clone became a merge because the target was initialised and the configuration allows it. */
    public boolean fellBack;
    /** The fall back happened in an earlier wave or attempt, whose report has the warning with the reason. */
    public boolean fellBackBefore;

    public double seconds;
    /** Messages at the source; the numbers below say what happened to them ({@link MessageCounts}). */
    public long messages;
    /** Messages written by mailmig. */
    public long copied;
    /** Messages that were in the target before. */
    public long present;
    /** Messages whose flags were changed. */
    public long updated;
    /** Paired messages that the target's owner removed and that were not restored. */
    public long goneAtTarget;
    /** Paired messages that are no longer at the source and stay in the target. */
    public long goneAtSource;
    /** Messages written by mailmig and removed from the target because they are no longer at the source. */
    public long removed;
    /** Messages skipped on purpose; the reasons are in {@link #warnings}. */
    public long skipped;
    /** Messages that could not be copied; each is listed in {@link #warnings}. */
    public long failed;
    /** Messages copied with another folder that contains them too. */
    public long leftOut;
    /** Bytes of message text written. */
    public long bytes;

    public ForwarderState forwarder = ForwarderState.NONE;
    /** Where the account is between its steps: kept in the ledger, not shown in the report. */
    @JsonUnwrapped
    public AccountProgress progress = new AccountProgress();

    public List<String> warnings = new ArrayList<>();
    /** What was done as configured, or cannot be preserved by any protocol: folders left out, names mapped, dates that are new. */
    public List<String> notes = new ArrayList<>();

    public List<FolderReport> folders = new ArrayList<>();
    /** Sieve scripts; empty if ManageSieve is not configured. */
    public List<ScriptReport> scripts = new ArrayList<>();

    /** The result of an account that is resumed after an earlier end. */
    public static AccountResult continuing(boolean fellBack, ForwarderState forwarder) {
        AccountResult result = new AccountResult();
        result.fellBack = fellBack;
        result.fellBackBefore = fellBack;
        result.forwarder = forwarder;
        return result;
    }

    /** Replaces the folders' reports, and sets the account's numbers to their sums. */
    public void count(List<FolderReport> reports) {
        folders = new ArrayList<>(reports);
        MessageCounts sum = folders.stream().map(FolderReport::counts).reduce(MessageCounts.NONE, MessageCounts::plus);
        messages = sum.messages();
        copied = sum.copied();
        present = sum.present();
        goneAtTarget = sum.goneAtTarget();
        skipped = sum.skipped();
        failed = sum.failed();
        leftOut = sum.leftOut();
    }

    /** The account ends here: counts messages that were not reached as failed, and lists them. */
    public void countRest() {
        List<FolderReport> counted = new ArrayList<>();
        for (FolderReport folder : folders) {
            long rest = folder.counts().unaccounted();
            if (rest > 0) {
                warn("folder " + folder.source() + ": " + Plural.of(rest, "message was", "messages were")
                        + " not copied because the account stopped early");
            }
            counted.add(folder.with(folder.counts().restFailed()));
        }
        count(counted);
    }

    /** Adds a warning once. */
    public void warn(String text) {
        if (!warnings.contains(text)) {
            warnings.add(text);
        }
    }

    /** Adds a note once. */
    public void note(String text) {
        if (!notes.contains(text)) {
            notes.add(text);
        }
    }
}
