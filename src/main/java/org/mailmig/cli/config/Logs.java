// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Details go to a log file that only its owner can read; the terminal shows only the command's own lines. */
public final class Logs {
    private static boolean started;

    private Logs() {}

    /** Turns logging off until the log file is known. */
    public static synchronized void silence() {
        if (!started) {
            LogManager.getLogManager().reset();
        }
    }

    /** Configures java.util.logging of this process; called only by the command line. */
    public static synchronized void start(Path file, boolean debug) {
        started = true;
        try (InputStream resource = Logs.class.getResourceAsStream("/org/mailmig/cli/logging.properties")) {
            LogManager.getLogManager().readConfiguration(resource);
        } catch (IOException e) {
            throw new CommandException("The logging configuration in the jar cannot be read: " + e.getMessage(), e);
        }
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler handler = new LogFile(file.toAbsolutePath());
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        if (debug) {
            Logger.getLogger("org.mailmig").setLevel(Level.FINE);
        }
    }
}
