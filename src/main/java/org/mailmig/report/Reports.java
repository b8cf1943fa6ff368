// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.runtime.CrashPoint;
import org.mailmig.runtime.FileProblem;
import org.mailmig.runtime.PrivateFiles;

/**
 * Writes a wave's report (bean {@code mailmigReports}): {@code <mailmig.report.dir>/<wave>-<time>/} with {@code report.json}, {@code
 * report.csv}, {@code report.txt}, {@code report.html} and {@code uids.csv}. Thread-safe.
 */
public final class Reports implements CamelContextAware {

    private CamelContext context;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /**
     * Writes the ledger's state of the wave into a new folder and records the folder as an event.
     *
     * @return the folder
     * @throws PermanentException naming the folder, if it cannot be written
     */
    public Path write(String wave) {
        Ledger ledger = Ledger.of(context);
        Wave found = ledger.waves()
                .find(wave)
                .orElseThrow(() -> new PermanentException("There is no wave " + wave + " in the ledger to report on."));
        Path dir = Path.of(Settings.of(context).get("mailmig.report.dir"))
                .toAbsolutePath()
                .normalize();
        Path folder = write(WaveReport.of(ledger, found), dir);
        writeUidMap(ledger, wave, folder);
        ledger.events().add(wave, null, EventKind.REPORT, folder.toString());
        return folder;
    }

    private static void writeUidMap(Ledger ledger, String wave, Path folder) {
        try (Writer map = Files.newBufferedWriter(Files.createFile(folder.resolve("uids.csv"), PrivateFiles.file()))) {
            UidMap.write(ledger, wave, map);
        } catch (IOException e) {
            throw new PermanentException(
                    "The map of UIDs of wave " + wave + " cannot be written to " + folder + ": " + FileProblem.file(e)
                            + "; free disk space, the ledger keeps it.",
                    e);
        }
    }

    static Path write(WaveReport report, Path dir) {
        try {
            Instant time = report.wave().ended() == null
                    ? Instant.now()
                    : report.wave().ended();
            ReportFolder folder = ReportFolder.create(dir, report.wave().id(), time);
            try (Writer json = new BufferedWriter(folder.file("report.json"))) {
                JsonReport.write(report, json);
            }
            try (Writer csv = new BufferedWriter(folder.file("report.csv"))) {
                CsvReport.write(report, csv);
            }
            try (Writer text = new BufferedWriter(folder.file("report.txt"))) {
                TextReport.write(report, text, Integer.MAX_VALUE);
            }
            try (Writer html = new BufferedWriter(folder.file("report.html"))) {
                HtmlReport.write(report, html);
            }
            CrashPoint.step("after report files");
            return folder.path();
        } catch (IOException e) {
            throw new PermanentException(
                    "The report of wave " + report.wave().id() + " cannot be written to " + dir + ": "
                            + FileProblem.file(e)
                            + "; free disk space or set mailmig.report.dir, the ledger keeps the outcome.",
                    e);
        }
    }
}
