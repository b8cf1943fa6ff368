// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import org.mailmig.Mode;
import org.mailmig.config.Settings;
import org.mailmig.control.internal.file.ControlFile;
import org.mailmig.control.internal.file.IntakeRequest;
import org.mailmig.control.rows.CsvRow;
import org.mailmig.control.rows.IntakeOptions;
import org.mailmig.control.rows.RowRules;
import org.mailmig.control.rows.RowServers;
import org.mailmig.control.rows.ValidatedRows;
import org.mailmig.error.PermanentException;

/** What the configuration says about reading a control file, as far as the command does not say it ({@code mailmig.intake.*}). */
record IntakeSettings(Settings settings) {
    /** @throws PermanentException if the configured mode does not exist */
    IntakeRequest request(IntakeOptions options, boolean dropped, boolean plan) {
        Path dir = Path.of(settings.get("mailmig.intake.dir")).toAbsolutePath();
        IntakeRequest.Limits limits = new IntakeRequest.Limits(
                settings.get("mailmig.intake.charset"),
                settings.number("mailmig.intake.largest"),
                plan ? Path.of(System.getProperty("java.io.tmpdir")) : dir,
                settings.duration("mailmig.intake.settle"),
                settings.duration("mailmig.intake.patience"));
        Mode mode = options.mode() == null ? mode(settings.get("mailmig.intake.mode")) : options.mode();
        return new IntakeRequest(
                new IntakeOptions(mode, options.forwardDomain(), plan && options.ignoreColumns()),
                limits,
                dropped,
                plan);
    }

    /** The rows of a file, checked against the configured servers and forward domain while {@code cells} is read. */
    ValidatedRows rows(ControlFile file, Iterator<CsvRow> cells) {
        String override = file.request().options().forwardDomain();
        String domain =
                override == null ? settings.find("mailmig.forwarder.domain").orElse(null) : override;
        boolean stamps = settings.find("mailmig.directory.url").isPresent();
        return file.rows(cells, new RowServers(settings), new RowRules.Forward(domain, stamps));
    }

    private static Mode mode(String word) {
        try {
            return Mode.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new PermanentException(
                    "Configuration key mailmig.intake.mode must be clone or merge, not \"" + word + "\".", e);
        }
    }
}
