// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.config.InstallDir;
import org.mailmig.cli.config.Logs;
import org.mailmig.cli.config.WorkFolder;
import org.mailmig.ledger.Ledger;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command: the common options, the log, and two streams. */
public abstract class CommandWithOptions implements Callable<Integer> {
    @Mixin
    public CommonOptions common = new CommonOptions();

    @Spec
    CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        Logs.start(log(), common.debug);
        return execute();
    }

    /** The log file. */
    Path log() {
        return common.log != null ? common.log : workFolder().log();
    }

    /** Returns the exit code. */
    abstract int execute() throws Exception;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The base folder of relative paths in the configuration. */
    final WorkFolder workFolder() {
        return WorkFolder.of(common.config, InstallDir.find());
    }

    /** Returns whether the first line names the ledger; false if a program reads the output. */
    boolean namesLedger() {
        return true;
    }

    /** Reads the configuration, names the ledger, and prints warnings. */
    final Configuration configuration() {
        Configuration configuration = read();
        announce(configuration);
        return configuration;
    }

    /** Reads the configuration and prints nothing. */
    final Configuration read() {
        Configuration configuration =
                Configuration.load(InstallDir.find(), common.config, common.keys, System.getenv());
        workFolder().anchor(configuration.files());
        return configuration;
    }

    /** Prints the ledger's name, then the warnings of the configuration, before anything begins. */
    final void announce(Configuration configuration) {
        if (namesLedger()) {
            err().println("Ledger: " + Ledger.shown(configuration.raw("mailmig.ledger.url")));
        }
        configuration.warnings().forEach(text -> err().println("warning: " + text));
    }
}
