// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import org.mailmig.runtime.FileProblem;
import org.mailmig.runtime.PrivateFiles;
import org.mailmig.text.Printable;

/**
 * Appends to a file of mode 0600, created with the first line; one line per record. If it cannot be written, this is reported once and
 * logging ends.
 */
public final class LogFile extends Handler {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());
    private final Path path;
    private Writer file;
    private boolean broken;

    public LogFile(Path path) {
        this.path = path;
        setFormatter(new SimpleFormatter());
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        if (!isLoggable(entry) || broken) {
            return;
        }
        try {
            if (file == null) {
                file = open();
            }
            file.write(line(entry));
            file.flush();
        } catch (IOException e) {
            broken = true;
            System.err.println("mailmig: The log " + Printable.of(path.toString()) + " cannot be written: "
                    + FileProblem.file(e) + ". Choose another file with --log; nothing more is logged.");
        }
    }

    private String line(LogRecord entry) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.printf(
                "%s %-7s [%s] %s: %s%n",
                TIME.format(entry.getInstant()),
                entry.getLevel(),
                Thread.currentThread().getName(),
                entry.getLoggerName(),
                getFormatter().formatMessage(entry));
        if (entry.getThrown() != null) {
            entry.getThrown().printStackTrace(out);
        }
        out.flush();
        // Text from outside can neither move the cursor nor begin a new line.
        return text.toString()
                .lines()
                .map(line -> Printable.of(line.replace("\t", "    ")))
                .collect(Collectors.joining("\n    ", "", "\n"));
    }

    private Writer open() throws IOException {
        if (path.getParent() != null) {
            PrivateFiles.folder(path.getParent());
        }
        return Channels.newWriter(
                Files.newByteChannel(
                        path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), PrivateFiles.file()),
                StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void flush() {}

    @Override
    public synchronized void close() {
        try {
            if (file != null) {
                file.close();
                file = null;
            }
        } catch (IOException e) {
            broken = true;
        }
    }
}
