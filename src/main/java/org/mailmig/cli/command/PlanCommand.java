// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.output.ErrorSentence;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.output.MatchedFile;
import org.mailmig.cli.output.NoDisplay;
import org.mailmig.cli.output.PlanTable;
import org.mailmig.cli.run.CamelRuntime;
import org.mailmig.cli.run.ErrorFiles;
import org.mailmig.cli.run.FidelityChecks;
import org.mailmig.cli.run.ServerCheck;
import org.mailmig.cli.run.TerminationSignals;
import org.mailmig.config.Settings;
import org.mailmig.control.Intake;
import org.mailmig.control.ValidationResult;
import org.mailmig.error.RefusedException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.report.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plan}: all checks that {@code run} makes before it changes anything, and how much there is to copy. */
@Command(
        name = "plan",
        sortOptions = false,
        description = {
            "Checks the control file, logs in on both sides, looks up each target user in the directory and counts"
                    + " what a run would copy. Writes nothing except the samples of --probe."
        })
public final class PlanCommand extends CommandWithOptions {
    @Mixin
    FileOptions file = new FileOptions();

    @Option(names = "--json", description = "One JSON object per account instead of text.")
    boolean json;

    @Option(
            names = "--probe",
            description = {
                "Temporarily append sample messages to the mailbox of mailmig.target.probe-user and report how the"
                        + " target stores them."
            })
    boolean probe;

    @Option(
            names = "--matched",
            paramLabel = "FILE",
            description =
                    "Write the rows, with the directory entries that were found, to a new control file: correct it"
                            + " where needed, then run it. It contains no passwords.")
    Path matched;

    @Option(
            names = "--ignore-columns",
            description =
                    "Report unknown columns of the control file and ignore them, instead of rejecting the file. A run"
                            + " needs a file without them.")
    boolean ignoreColumns;

    @Override
    boolean namesLedger() {
        return false;
    }

    @Override
    int execute() throws Exception {
        file.apply(common.keys);
        Configuration configuration = read();
        String note = file.check(configuration, common.keys);
        announce(configuration);
        if (note != null && !json) {
            err().println("note: " + note);
        }
        Map<String, String> keys = new HashMap<>(common.keys);
        keys.putAll(CamelRuntime.byHand());
        // A temporary ledger: what the checks record is gone when the process ends.
        keys.put("mailmig.ledger.url", "jdbc:h2:mem:mailmig-plan-" + UUID.randomUUID());
        keys.put("mailmig.ledger.user", "");
        keys.put("mailmig.ledger.password", "");
        try (CamelRuntime engine =
                        CamelRuntime.start(configuration.with(keys), List.of("10-intake", "25-plan"), new NoDisplay());
                TerminationSignals signals = TerminationSignals.on(engine::close)) {
            return plan(engine);
        }
    }

    private int plan(CamelRuntime engine) throws Exception {
        Intake intake = engine.context().getRegistry().lookupByNameAndType("mailmigIntake", Intake.class);
        ValidationResult checked = intake.check(file.control, file.intake(ignoreColumns));
        checked.warnings().forEach(text -> err().println("warning: " + Words.printable(text)));
        if (!checked.isGood()) {
            checked.errors().forEach(text -> err().println(Words.printable(text)));
            err().println("mailmig: Nothing would start. Correct " + ErrorFiles.of(checked.errors(), file.control)
                    + " first.");
            return ExitCode.ERRORS;
        }
        ServerCheck.askForPlan(engine.context(), checked.accounts());
        FidelityChecks probes = new FidelityChecks(engine.context(), checked.accounts(), out(), json);
        probes.check(probe);
        Ledger ledger = engine.ledger();
        Wave wave = ledger.waves()
                .begin("plan", "plan", checked.accounts().iterator())
                .wave();
        PlanTable table = new PlanTable(out(), json, checked.accounts());
        Outcome worst = Outcome.DONE;
        Map<String, String> entries = new HashMap<>();
        for (Future<Account> planned : ask(engine, ledger, wave, checked)) {
            Account account = planned(planned);
            table.account(account);
            if (account.getDn() != null) {
                entries.put(account.getAccount(), account.getDn());
            }
            worst = worst.and(account.getResult().outcome);
        }
        boolean altering = probes.print(probe);
        table.end(probe);
        Settings settings = Settings.of(engine.context());
        if (settings.find("mailmig.source.sieve.uri").isEmpty()
                && settings.find("mailmig.target.sieve.uri").isEmpty()) {
            table.note(
                    "Sieve scripts would not be copied: mailmig.source.sieve.uri and mailmig.target.sieve.uri are not"
                            + " set.");
        }
        if (matched != null) {
            new MatchedFile(matched, err()).write(checked.accounts(), entries);
        }
        if (worst.compareTo(Outcome.REFUSED) >= 0) {
            return ExitCode.ERRORS;
        }
        return altering || table.hasWarnings() || !checked.warnings().isEmpty() ? ExitCode.WARNINGS : ExitCode.DONE;
    }

    private static List<Future<Account>> ask(CamelRuntime engine, Ledger ledger, Wave wave, ValidationResult checked) {
        ExecutorService workers =
                Executors.newFixedThreadPool(Settings.of(engine.context()).integer("mailmig.accounts.in-flight"));
        ProducerTemplate template = engine.context().createProducerTemplate();
        List<Future<Account>> asked = new ArrayList<>();
        checked.accounts()
                .forEach(row -> asked.add(workers.submit(() -> ask(template, ledger, wave.id(), row.name()))));
        workers.shutdown();
        return asked;
    }

    /** Sends one account through the route {@code mailmig-plan}; an error becomes its outcome. */
    private static Account ask(ProducerTemplate template, Ledger ledger, String wave, String name) {
        Account account = ledger.leases().take(wave, name).orElseThrow();
        Exchange answer = template.send(
                "direct:mailmig-plan", exchange -> exchange.getMessage().setBody(account));
        Exception fault = answer.getException();
        account.getResult().outcome =
                fault == null ? Outcome.DONE : fault instanceof RefusedException ? Outcome.REFUSED : Outcome.FAILED;
        account.getResult().reason = fault == null ? null : ErrorSentence.of(fault);
        return account;
    }

    private static Account planned(Future<Account> planned) throws InterruptedException {
        try {
            return planned.get();
        } catch (ExecutionException e) {
            throw new CommandException(
                    "An account could not be planned: " + e.getCause().getMessage(), e);
        }
    }
}
