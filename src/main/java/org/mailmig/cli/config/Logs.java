// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Details go to a file that only its owner can read; the terminal has our own lines only. */
public final class Logs {
    private static boolean started;

    private Logs() {}

    /** Nothing is told, until it is known where. */
    public static synchronized void silence() {
        if (!started) {
            LogManager.getLogManager().reset();
        }
    }

    /** Configures java.util.logging of this process; called by our own command line only. */
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
