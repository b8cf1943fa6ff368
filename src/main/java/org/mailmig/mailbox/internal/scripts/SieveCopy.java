// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scripts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mailmig.Outcome;
import org.mailmig.ScriptAction;
import org.mailmig.ScriptReport;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.SieveConnection;
import org.mailmig.mailbox.internal.connection.SieveConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.managesieve.ListedScript;
import org.mailmig.managesieve.ReadOnlySieve;

/**
 * Copies the mailbox's Sieve scripts from one ManageSieve server to the other (RFC 5804), after its folders exist. Without {@code
 * mailmig.*.sieve.uri} every method returns at once.
 */
public final class SieveCopy {
    private final StepContext work;
    private final SieveConnections sides;

    public SieveCopy(StepContext work) {
        this.work = work;
        this.sides = work.session().sieve();
    }

    /** Tries both logins, before anything is changed on any server. */
    public void check() {
        if (sides == null) {
            return;
        }
        for (SieveConnection side : List.of(sides.source(), sides.target())) {
            WireErrors.on(doing("the scripts of " + side.who()), () -> side.connection()
                    .list());
        }
        sides.close();
    }

    /** Reports what {@link #copy} would do. Writes nothing. */
    public void plan() {
        if (sides != null) {
            carry(true);
        }
    }

    public void copy() {
        if (sides != null) {
            carry(false);
        }
    }

    private void carry(boolean dry) {
        sides.close(); // a connection that was idle while the mail was copied may be dead
        Map<String, ScriptReport> earlier = work.account().getResult().scripts.stream()
                .collect(Collectors.toMap(ScriptReport::source, Function.identity()));
        List<ScriptReport> reports =
                WireErrors.on(doing("copying the scripts of " + sides.source().who()), () -> carryAll(dry));
        work.account().getResult().scripts = reports.stream()
                .map(report -> sameAttempt(earlier.get(report.source()), report))
                .toList();
        for (ScriptReport report : work.account().getResult().scripts) {
            report(report, dry);
        }
    }

    private List<ScriptReport> carryAll(boolean dry) throws IOException {
        List<SourceScript> scripts = new ScriptReader(work).scripts();
        ReadOnlySieve target = sides.target().connection();
        ScriptUpload upload = new ScriptUpload(work, target);
        List<ScriptReport> reports = new ArrayList<>();
        for (SourceScript script : scripts) {
            work.checkNotStopping();
            ScriptReport report = dry ? upload.foretell(script) : upload.send(script);
            reports.add(new ScriptActivation(work, target).settle(script, report, dry));
        }
        return reports;
    }

    /** Corrects the report of a repeated attempt: what an earlier attempt of this wave did is found present now, but was done by us. */
    private static ScriptReport sameAttempt(ScriptReport earlier, ScriptReport now) {
        boolean same = earlier != null
                && now.action() == ScriptAction.PRESENT
                && earlier.sha256().equals(now.sha256())
                && earlier.target().equals(now.target());
        return same
                ? new ScriptReport(
                        now.source(), now.target(), earlier.action(), now.active(), now.sha256(), now.notes())
                : now;
    }

    private void report(ScriptReport report, boolean dry) {
        String script = "Sieve script \"" + report.source() + "\"";
        report.notes().forEach(note -> work.warn(script + ": " + note));
        if (!dry) {
            work.event(
                    EventKind.SIEVE,
                    script + ": " + report.action()
                            + (report.target().isEmpty() ? "" : " as \"" + report.target() + "\"")
                            + (report.active() ? ", active" : ", not active"));
        }
    }

    /** Reads back what {@link #copy} left, even if another process did it. @throws PermanentException PARTIAL if anything differs */
    public void verify() {
        List<ScriptReport> left = work.account().getResult().scripts;
        if (sides == null || left.isEmpty()) {
            return;
        }
        List<String> differences = WireErrors.on(
                doing("reading back the scripts of " + sides.target().who()), () -> differences(left));
        if (!differences.isEmpty()) {
            throw new PermanentException(
                    "account " + work.account().getAccount() + ": verify found " + differences.size()
                            + " differences in Sieve scripts, first: " + differences.get(0)
                            + ". Retry; the forwarder stays as it is.",
                    null,
                    Outcome.PARTIAL);
        }
    }

    private List<String> differences(List<ScriptReport> left) throws IOException {
        ReadOnlySieve target = sides.target().connection();
        Map<String, Boolean> there =
                target.list().stream().collect(Collectors.toMap(ListedScript::name, ListedScript::active));
        List<String> differences = new ArrayList<>();
        for (ScriptReport report : left) {
            if (report.sha256().isEmpty()) {
                continue;
            }
            if (!there.containsKey(report.target())) {
                differences.add("\"" + report.target() + "\" is missing");
            } else if (!ScriptReader.sha256(target.get(report.target())).equals(report.sha256())) {
                differences.add("\"" + report.target() + "\" is not what was stored there");
            } else if (report.active() && !there.get(report.target())) {
                differences.add("\"" + report.target() + "\" is no longer active");
            }
        }
        return differences;
    }

    private String doing(String what) {
        return "account " + work.account().getAccount() + ", " + what;
    }
}
