// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counts the points around each effect outside this process: commands that change a server, commits of the ledger, changes of the
 * directory, files. For tests only: the system property {@code mailmig.crash.at} = N halts the process at the Nth point; {@code
 * mailmig.crash.log} names a file that records each point. Without them a call costs nothing. Thread-safe.
 */
public final class CrashPoint {
    /** The exit code of a halted process. */
    public static final int EXIT = 86;

    private static final int AT = Integer.getInteger("mailmig.crash.at", 0);
    private static final String LOG = System.getProperty("mailmig.crash.log");
    private static final boolean ON = AT > 0 || LOG != null;
    private static int count;

    private CrashPoint() {}

    public static boolean isOn() {
        return ON;
    }

    /** Marks such a point; {@code what} describes it. */
    public static void step(String what) {
        if (ON) {
            reach(what);
        }
    }

    private static synchronized void reach(String what) {
        count++;
        if (LOG != null) {
            note(count + " " + what + "\n");
        }
        if (count == AT) {
            Runtime.getRuntime().halt(EXIT); // nothing is flushed, no hook runs, as with kill -9
        }
    }

    private static void note(String line) {
        try {
            Files.writeString(
                    Path.of(LOG), line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
