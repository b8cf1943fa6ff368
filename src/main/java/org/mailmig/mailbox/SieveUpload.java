// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.List;
import org.mailmig.ScriptAction;
import org.mailmig.ScriptReport;
import org.mailmig.sieve.Answer;
import org.mailmig.sieve.ReadOnlySieve;

/**
 * Sends one script. What the target does not take is kept there as comments, never thrown away: PUTSCRIPT checks a script
 * and stores only what it could run (RFC 5804, 2.6). Repeating it after a crash changes nothing.
 */
final class SieveUpload {
    private final Work work;
    private final ReadOnlySieve target;

    SieveUpload(Work work, ReadOnlySieve target) {
        this.work = work;
        this.target = target;
    }

    /** Nothing is written: what would happen. */
    ScriptReport foretell(SieveScript script) throws IOException {
        if (!script.isToBeSent()) {
            return report(script, script.choice().action(), script.text());
        }
        Answer space = target.haveSpace(script.choice().target(), script.text().length);
        if (space.isOverQuota()) {
            return withoutRoom(script, space);
        }
        if (!space.ok()) {
            return failed(script, "the target does not take it: " + space.shown());
        }
        if (target.capabilities().canCheck()) {
            Answer checked = target.check(script.text());
            if (!checked.ok()) {
                return commented(script, checked);
            }
        }
        return report(script, script.choice().action(), script.text());
    }

    ScriptReport send(SieveScript script) throws IOException {
        if (script.choice().action() == ScriptAction.PRESENT) {
            intend(script, script.text());
            work.ledger.scripts().stored(work.account, script.name());
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
                        "the target takes it neither as it is (" + answer.shown() + ") nor as comments ("
                                + asComments.shown() + ")");
    }

    private Answer put(SieveScript script, byte[] text) throws IOException {
        intend(script, text);
        Answer answer = work.session.sieve.target().writer().put(script.choice().target(), text);
        if (answer.ok()) {
            work.ledger.scripts().stored(work.account, script.name());
        }
        return answer;
    }

    private void intend(SieveScript script, byte[] text) {
        work.ledger
                .scripts()
                .intend(work.account, script.name(), script.choice().target(), SieveReading.sha256(text));
    }

    private static ScriptReport commented(SieveScript script, Answer why) {
        script.notes()
                .add("the target does not accept it (" + why.shown()
                        + "); it is kept there as comments and does not run");
        return report(script, ScriptAction.COMMENTED, script.commented());
    }

    private static ScriptReport withoutRoom(SieveScript script, Answer why) {
        return failed(script, "there is no room for it at the target: " + why.shown());
    }

    private static ScriptReport failed(SieveScript script, String why) {
        script.notes().add(why);
        return new ScriptReport(script.name(), "", ScriptAction.FAILED, false, "", List.copyOf(script.notes()));
    }

    private static ScriptReport report(SieveScript script, ScriptAction action, byte[] text) {
        boolean ours = action != ScriptAction.GONE && action != ScriptAction.KEPT;
        return new ScriptReport(
                script.name(),
                action == ScriptAction.GONE ? "" : script.choice().target(),
                action,
                false,
                ours ? SieveReading.sha256(text) : "",
                List.copyOf(script.notes()));
    }
}
