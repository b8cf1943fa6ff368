// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command: options that all have, the log, and two streams. */
abstract class CommandWithOptions implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Spec
    CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        Logs.start(log(), common.debug);
        return execute();
    }

    /** Where the details go. */
    Path log() {
        return common.log;
    }

    /** Returns the exit code. */
    abstract int execute() throws Exception;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Reads the configuration and passes its warnings on. */
    final Configuration configuration() {
        Configuration configuration = Configuration.load(Home.find(), common.config, common.keys, System.getenv());
        configuration.warnings().forEach(text -> err().println("warning: " + text));
        return configuration;
    }
}
