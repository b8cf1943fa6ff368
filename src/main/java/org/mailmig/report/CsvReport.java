// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mailmig.AccountResult;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.text.SpreadsheetText;

/** The report for spreadsheets: one line per account (RFC 4180). No cell can be interpreted as a formula. */
final class CsvReport {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader(
                    "account",
                    "outcome",
                    "reason",
                    "mode",
                    "fellBack",
                    "seconds",
                    "copied",
                    "present",
                    "updated",
                    "goneAtTarget",
                    "goneAtSource",
                    "removed",
                    "skipped",
                    "failed",
                    "bytes",
                    "forwarder",
                    "folders",
                    "warnings",
                    "messages",
                    "leftOut")
            .get();

    private CsvReport() {}

    static void write(WaveReport report, Writer to) throws IOException {
        try (CSVPrinter csv = new CSVPrinter(to, FORMAT)) {
            for (AccountState state : report.accounts()) {
                AccountResult result = state.account().getResult();
                csv.printRecord(
                        safe(state.account().getAccount()),
                        WaveReport.outcome(state),
                        safe(result.reason),
                        WaveReport.mode(state),
                        result.fellBack,
                        String.format(Locale.ROOT, "%.3f", result.seconds),
                        result.copied,
                        result.present,
                        result.updated,
                        result.goneAtTarget,
                        result.goneAtSource,
                        result.removed,
                        result.skipped,
                        result.failed,
                        result.bytes,
                        result.forwarder,
                        result.folders.size(),
                        safe(String.join("; ", result.warnings)),
                        result.messages,
                        result.leftOut);
            }
        }
    }

    static String safe(String cell) {
        return SpreadsheetText.safe(cell);
    }
}
