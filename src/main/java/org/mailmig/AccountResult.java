// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.util.ArrayList;
import java.util.List;
import org.mailmig.text.Plural;

/**
 * What happened to an account so far: the numbers and words of its report. Not safe for use by several threads at once.
 * The JSON form of what the report shows is a contract: docs/report.md.
 */
public final class AccountResult {
    public Outcome outcome;
    public String reason;
    /** A clone that became a merge because the target was initialised and the operator allowed it. */
    public boolean fellBack;
    /** It fell back in an earlier wave or attempt: the warning that says why is in the report of that one. */
    public boolean fellBackBefore;

    public double seconds;
    /** Messages at the source; the numbers that follow say what became of them ({@link MessageCounts}). */
    public long messages;
    /** Messages written by us. */
    public long copied;
    /** Messages that stood in the target before. */
    public long present;
    /** Messages whose flags were changed. */
    public long updated;
    /** Paired messages that the target's owner removed and that were not brought back. */
    public long goneAtTarget;
    /** Paired messages that the source no longer has and that stay in the target. */
    public long goneAtSource;
    /** Messages that we had put into the target and removed there, as the source no longer has them. */
    public long removed;
    /** Messages left out on purpose; each reason is in {@link #warnings}. */
    public long skipped;
    /** Messages that could not be copied; each is in {@link #warnings}. */
    public long failed;
    /** Messages that were copied with another folder that holds them too. */
    public long leftOut;
    /** Octets of message text written. */
    public long bytes;

    public ForwarderState forwarder = ForwarderState.NONE;
    /** The source's addresses stand in the target's directory entry, as far as they were asked for. */
    public boolean carried;

    /** The probe under way: its id ({@code null}: none), when it was sent (epoch milliseconds), and the UID from which on to look. */
    public String probe;

    public long probeSent;
    public long probeUid;
    /** The MTA took it; a process that died before it knew leaves this false. */
    public boolean probeTaken;
    /** The side that the last probe has reached, {@code source} or {@code target}; {@code null} before any has. */
    public String probed;

    /** Passes of the sweep so far, the last ones in a row that found nothing, and when the first began (epoch milliseconds). */
    public int sweeps;

    public int quietSweeps;
    public long sweptSince;

    /** Passing faults in a row without progress, and how far the account had come at the last one. */
    public int faults;

    public String faultedAt;

    /** Since when a server asks for patience (epoch milliseconds), and how far the account had come then. */
    public long busySince;

    public String busyAt;

    public List<String> warnings = new ArrayList<>();
    /** What was done as configured, or cannot be kept by any protocol: folders left out, names mapped, dates that are new. */
    public List<String> notes = new ArrayList<>();

    public List<FolderReport> folders = new ArrayList<>();
    /** Sieve scripts; empty where ManageSieve is not configured. */
    public List<ScriptReport> scripts = new ArrayList<>();

    /** The result of an account that goes on after an earlier end. */
    public static AccountResult continuing(boolean fellBack, ForwarderState forwarder) {
        AccountResult result = new AccountResult();
        result.fellBack = fellBack;
        result.fellBackBefore = fellBack;
        result.forwarder = forwarder;
        return result;
    }

    /** Replaces the folders' reports, and the account's numbers by the sums of theirs. */
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

    /** The account ends here: messages whose turn has not come are failed ones, and are named. */
    public void countRest() {
        List<FolderReport> counted = new ArrayList<>();
        for (FolderReport folder : folders) {
            long rest = folder.counts().unaccounted();
            if (rest > 0) {
                warn("folder " + folder.source() + ": " + Plural.of(rest, "message was", "messages were")
                        + " not copied, since the account stopped before");
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
