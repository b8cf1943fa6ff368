// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mailmig.ledger.Ledger;

/**
 * {@code uids.csv}: the new UID of each message, for tools that convert UIDs stored by mail programs or archives. A line is a run: {@code
 * messages} messages from {@code source_uid} have consecutive UIDs from {@code target_uid}. Folder names are as on the servers (modified
 * UTF-7, RFC 9051, A.1).
 */
final class UidMap {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader(
                    "account",
                    "source_folder",
                    "source_uidvalidity",
                    "source_uid",
                    "target_folder",
                    "target_uidvalidity",
                    "target_uid",
                    "messages")
            .get();

    private UidMap() {}

    static void write(Ledger ledger, String wave, Writer to) throws IOException {
        try (CSVPrinter csv = new CSVPrinter(to, FORMAT)) {
            ledger.uidMappings().moved(wave, moved -> {
                try {
                    csv.printRecord(
                            CsvReport.safe(moved.account()),
                            CsvReport.safe(moved.folder().source()),
                            moved.folder().sourceUidValidity(),
                            moved.run().source(),
                            CsvReport.safe(moved.folder().target()),
                            moved.folder().targetUidValidity(),
                            moved.run().target(),
                            moved.run().count());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
