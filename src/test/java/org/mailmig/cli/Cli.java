// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs command lines in this process and keeps their output. */
public final class Cli {
    public final StringWriter out = new StringWriter();
    public final StringWriter err = new StringWriter();
    private final Path log;

    /** @param dir a folder for the log */
    public Cli(Path dir) {
        log = dir.resolve("mailmig.log");
    }

    public int run(String... words) {
        return Mailmig.execute(new PrintWriter(out, true), new PrintWriter(err, true), words);
    }

    /** With the log in the test's folder. */
    public int logged(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--log");
        all.add(log.toString());
        return run(all.toArray(String[]::new));
    }

    Path log() {
        return log;
    }
}
