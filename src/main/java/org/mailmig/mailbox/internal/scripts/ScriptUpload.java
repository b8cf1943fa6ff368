// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scripts;

import java.io.IOException;
import java.util.List;
import org.mailmig.ScriptAction;
import org.mailmig.ScriptReport;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.managesieve.Answer;
import org.mailmig.managesieve.ReadOnlySieve;

/**
 * Sends one script. A script that the target refuses is kept there as comments, never discarded: PUTSCRIPT checks a script and stores
 * only what it could run (RFC 5804, 2.6). Repeating it after a crash changes nothing.
 */
final class ScriptUpload {
    private final StepContext work;
    private final ReadOnlySieve target;

    ScriptUpload(StepContext work, ReadOnlySieve target) {
        this.work = work;
        this.target = target;
    }

    /** Returns what would happen. Writes nothing. */
    ScriptReport foretell(SourceScript script) throws IOException {
        if (!script.isToBeSent()) {
            return report(script, script.choice().action(), script.text());
        }
        Answer space = target.haveSpace(script.choice().target(), script.text().length);
        if (space.isOverQuota()) {
            return withoutRoom(script, space);
        }
        if (!space.ok()) {
            return failed(script, "the target does not accept it: " + space.shown());
        }
        if (target.capabilities().canCheck()) {
            Answer checked = target.check(script.text());
            if (!checked.ok()) {
                return commented(script, checked);
            }
        }
        return report(script, script.choice().action(), script.text());
    }

    ScriptReport send(SourceScript script) throws IOException {
        if (script.choice().action() == ScriptAction.PRESENT) {
            intend(script, script.text());
            work.ledger().scripts().stored(work.account(), script.name());
        }
        if (!script.isToBeSent()) {
            return report(script, script.choice().action(), script.text());
        }
        Answer space = target.haveSpace(script.choice().target(), script.text().length);
        if (space.isOverQuota()) {
            return withoutRoom(script, space);
        }
        Answer answer = put(script, script.text());
        if (answer.ok()) {
            if (answer.code().equals("WARNINGS")) {
                script.notes().add("the target warns: " + answer.text());
            }
            return report(script, script.choice().action(), script.text());
        }
        if (answer.isOverQuota()) {
            return withoutRoom(script, answer);
        }
        Answer asComments = put(script, script.commented());
        return asComments.ok()
                ? commented(script, answer)
                : failed(
                        script,
                        "the target accepts it neither as it is (" + answer.shown() + ") nor as comments ("
                                + asComments.shown() + ")");
    }

    private Answer put(SourceScript script, byte[] text) throws IOException {
        intend(script, text);
        Answer answer =
                work.session().sieve().target().writer().put(script.choice().target(), text);
        if (answer.ok()) {
            work.ledger().scripts().stored(work.account(), script.name());
        }
        return answer;
    }

    private void intend(SourceScript script, byte[] text) {
        work.ledger()
                .scripts()
                .intend(work.account(), script.name(), script.choice().target(), ScriptReader.sha256(text));
    }

    private static ScriptReport commented(SourceScript script, Answer why) {
        script.notes()
                .add("the target does not accept it (" + why.shown()
                        + "); it is kept there as comments and does not run");
        return report(script, ScriptAction.COMMENTED, script.commented());
    }

    private static ScriptReport withoutRoom(SourceScript script, Answer why) {
        return failed(script, "the target has no space for it: " + why.shown());
    }

    private static ScriptReport failed(SourceScript script, String why) {
        script.notes().add(why);
        return new ScriptReport(script.name(), "", ScriptAction.FAILED, false, "", List.copyOf(script.notes()));
    }

    private static ScriptReport report(SourceScript script, ScriptAction action, byte[] text) {
        boolean ours = action != ScriptAction.GONE && action != ScriptAction.KEPT;
        return new ScriptReport(
                script.name(),
                action == ScriptAction.GONE ? "" : script.choice().target(),
                action,
                false,
                ours ? ScriptReader.sha256(text) : "",
                List.copyOf(script.notes()));
    }
}
