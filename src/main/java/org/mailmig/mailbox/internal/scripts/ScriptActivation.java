// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scripts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailmig.ScriptAction;
import org.mailmig.ScriptReport;
import org.mailmig.ledger.copy.ScriptState;
import org.mailmig.ledger.copy.ScriptState.Activation;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.managesieve.Answer;
import org.mailmig.managesieve.ListedScript;
import org.mailmig.managesieve.ReadOnlySieve;

/**
 * Decides which script is active at the target. A merge changes that only if none is active; an unfinished clone activates the
 * source's, since nobody uses its target yet. What the owner deactivated stays inactive.
 */
final class ScriptActivation {
    private final StepContext work;
    private final ReadOnlySieve target;

    ScriptActivation(StepContext work, ReadOnlySieve target) {
        this.work = work;
        this.target = target;
    }

    /** @param dry whether to write nothing and only return what would happen */
    ScriptReport settle(SourceScript script, ScriptReport report, boolean dry) throws IOException {
        if (!script.listed().active()) {
            return report;
        }
        if (report.target().isEmpty() || report.action() == ScriptAction.COMMENTED || !script.runs()) {
            return because(report, "it is the active one at the source; at the target it is not active");
        }
        List<ListedScript> there = target.list();
        Optional<String> active = there.stream()
                .filter(ListedScript::active)
                .map(ListedScript::name)
                .findFirst();
        Activation ours = activation(script.name());
        if (active.isPresent() && active.get().equals(report.target())) {
            if (!dry && ours == Activation.INTENDED) {
                note(script, Activation.DONE);
            }
            return report.nowActive();
        }
        if (active.isPresent() && !work.isCloning()) {
            return because(
                    report,
                    "the target's active script \"" + active.get()
                            + "\" stays active; this one is there, but does not run");
        }
        if (active.isEmpty() && ours == Activation.DONE) {
            return because(report, "the user deactivated it at the target, where it stays inactive");
        }
        if (active.isEmpty() && ours == Activation.INTENDED && !work.isCloning()) {
            return because(
                    report,
                    "an earlier attempt was interrupted while activating this script, and it is not active now:"
                            + " perhaps the user deactivated it, so it stays inactive; activate it at the target if"
                            + " it should run");
        }
        String before = active.map(name ->
                        "the target's active script was \"" + name + "\", which is still there but no longer runs")
                .orElse(null);
        if (!dry) {
            note(script, Activation.INTENDED);
            Answer answer = work.session().sieve().target().writer().activate(report.target());
            if (!answer.ok()) {
                note(script, Activation.NONE);
                return because(report, "the target does not activate it: " + answer.shown());
            }
            note(script, Activation.DONE);
        }
        return before == null ? report.nowActive() : because(report.nowActive(), before);
    }

    private void note(SourceScript script, Activation activation) {
        work.ledger().scripts().activation(work.account(), script.name(), activation);
    }

    private Activation activation(String name) {
        return work.ledger().scripts().of(work.account().getMailbox()).stream()
                .filter(state -> state.source().equals(name))
                .map(ScriptState::activation)
                .findFirst()
                .orElse(Activation.NONE);
    }

    private static ScriptReport because(ScriptReport report, String note) {
        List<String> notes = new ArrayList<>(report.notes());
        notes.add(note);
        return new ScriptReport(
                report.source(), report.target(), report.action(), report.active(), report.sha256(), notes);
    }
}
