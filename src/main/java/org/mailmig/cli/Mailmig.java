// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.mailmig.cli.command.CommandWithOptions;
import org.mailmig.cli.command.DemoCommand;
import org.mailmig.cli.command.ForwardersCommand;
import org.mailmig.cli.command.PlanCommand;
import org.mailmig.cli.command.RetryCommand;
import org.mailmig.cli.command.RunCommand;
import org.mailmig.cli.command.ServeCommand;
import org.mailmig.cli.command.StatusCommand;
import org.mailmig.cli.command.WaveCommand;
import org.mailmig.cli.output.ErrorSentence;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.run.WarmUp;
import org.mailmig.report.Words;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The entry point of the command line: Mailmig's own switches or a command, an exit code, never a stack trace. */
@Command(
        name = "mailmig",
        sortOptions = false,
        subcommandsRepeatable = false,
        description = {
            "Moves mailboxes from one mail system (the source) to another (the target) while their owners keep working.",
            "%nTry it:                @|bold ./mailmig demo|@",
            "See what would happen: @|bold ./mailmig plan -c wave.csv --config my.properties|@",
            "Move the mailboxes:    @|bold ./mailmig run  -c wave.csv --config my.properties|@%n"
        },
        footer = {
            "%nHelp for each command: ./mailmig COMMAND -h",
            "%nThe switches of Exchange's Migration Wizard work too:",
            "    ./mailmig /m /c:control.csv /d:old.example /a:admin /p:* /s /f:log.txt",
            "    /m clone (without it: merge)     /c:FILE control file     /d:DOMAIN forward domain",
            "    /a:NAME source admin login       /p:PASSWORD or /p:* to be prompted",
            "    /s silent                        /f:FILE log file         /? /h /help this text",
            "    /config:FILE your configuration",
            "%nExit codes:",
            "    0   all done",
            "    1   warnings: something was skipped, fell back or is only partly done; the report names it",
            "    2   errors: an account was refused or failed, or the control file is invalid",
            "    64  the command line is invalid"
        })
public final class Mailmig implements Runnable {
    /** The address on which the ledger listens for {@code status}, {@code retry} and {@code forwarders} during a run. */
    private static final String LEDGER_ADDRESS = "h2.bindAddress";

    /** picocli quotes the exception that a value caused. */
    private static final Pattern JAVAS_OWN = Pattern.compile("(?s) \\((?:[a-z]+\\.)+[A-Z]\\w*Exception.*\\)$");

    private static final Map<String, Class<?>> COMMANDS = commands();
    /** The commands that process accounts. */
    private static final Set<String> WITH_LEDGER = Set.of("run", "retry", "serve");

    @CommandLine.Spec
    CommandSpec spec;

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    public static void main(String[] args) {
        Charset terminal = Charset.defaultCharset();
        PrintWriter out = new PrintWriter(System.out, true, terminal);
        PrintWriter err = new PrintWriter(System.err, true, terminal);
        System.exit(execute(out, err, args));
    }

    /** Runs one command line. Output goes to {@code out}, errors and hints to {@code err}. Returns the exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        if (System.getProperty(LEDGER_ADDRESS) == null) {
            System.setProperty(LEDGER_ADDRESS, "127.0.0.1"); // before H2 is loaded, which reads it once
        }
        List<String> words;
        try {
            List<String> given = List.of(args);
            words = new ArrayList<>(Switches.translate(given));
            if (!words.equals(given) && words.get(0).equals("run")) {
                words.add(RunCommand.SWITCHES);
            }
        } catch (Switches.UsageException e) {
            err.println("mailmig: " + e.getMessage());
            return ExitCode.USAGE;
        }
        String command = words.isEmpty() ? "" : words.get(0);
        if (WITH_LEDGER.contains(command)) {
            WarmUp.load();
        }
        CommandLine line = new CommandLine(new Mailmig());
        // picocli reads each command's options when it is added, which takes 10 ms: only the given command is added.
        COMMANDS.forEach((name, type) -> {
            if (name.equals(command) || !COMMANDS.containsKey(command)) {
                line.addSubcommand(name, type);
            }
        });
        line.setOut(out)
                .setErr(err)
                .setUsageHelpWidth(110)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Mailmig::misunderstood)
                .setExecutionExceptionHandler(Mailmig::failed);
        return line.execute(words.toArray(String[]::new));
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand.class);
        commands.put("run", RunCommand.class);
        commands.put("plan", PlanCommand.class);
        commands.put("serve", ServeCommand.class);
        commands.put("wave", WaveCommand.class);
        commands.put("status", StatusCommand.class);
        commands.put("retry", RetryCommand.class);
        commands.put("forwarders", ForwardersCommand.class);
        return commands;
    }

    /** Without a command: prints the list of commands. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command was given");
    }

    private static int misunderstood(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String text = JAVAS_OWN.matcher(e.getMessage()).replaceFirst("");
        err.println("mailmig: " + Words.printable(text.endsWith(".") ? text : text + "."));
        err.println("Try: ./" + command.getCommandSpec().qualifiedName(" ") + " -h");
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        LoggerFactory.getLogger(Mailmig.class).error("The command ended with an error", e);
        boolean debug = command.getCommand() instanceof CommandWithOptions with && with.common.debug;
        if (debug) {
            e.printStackTrace(command.getErr());
        }
        command.getErr().println("mailmig: " + ErrorSentence.of(e));
        return ExitCode.ERRORS;
    }
}
