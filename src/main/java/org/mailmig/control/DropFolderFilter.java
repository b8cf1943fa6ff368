// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.mailmig.control.internal.file.FileAges;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.text.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Filters the drop folder (bean {@code mailmigDropFilter}): a dangling link is moved to {@code rejected}; a file that is not a control file
 * stays and is logged once. Nothing is ignored silently.
 */
public final class DropFolderFilter implements GenericFileFilter<File> {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private final FileAges waiting = new FileAges();

    @Override
    public boolean accept(GenericFile<File> file) {
        Path path = file.getFile().toPath();
        if (file.isDirectory()) {
            return true;
        }
        if (Files.isSymbolicLink(path) && !Files.exists(path)) {
            dangling(path);
            return false;
        }
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean ours = name.endsWith(".csv") || name.endsWith(".txt");
        if (!ours && !name.startsWith(".") && waiting.isNews(path.toString(), "other")) {
            LOG.warn("{} stays in the drop folder: control files end in .csv or .txt.", Printable.of(path.toString()));
        }
        return ours;
    }

    private void dangling(Path link) {
        String sentence = "is a symbolic link to a file that does not exist: give the file itself.";
        try {
            Path rejected = ProcessedFiles.reject(
                    link, List.of(PrintableCells.shown(link.getFileName().toString()) + ": the file " + sentence));
            LOG.error(
                    "{} is rejected and nothing was started: see {}.",
                    Printable.of(link.toString()),
                    Printable.of(ProcessedFiles.errorsOf(rejected).toString()));
        } catch (IOException e) {
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && waiting.isNews(link.toString(), sentence)) {
                LOG.error("{} {} It cannot be moved away.", Printable.of(link.toString()), sentence);
            }
        }
    }
}
