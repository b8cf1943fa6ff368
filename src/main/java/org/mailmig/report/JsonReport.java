// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.ScriptReport;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.text.JsonMapper;

/**
 * The report for programs. The components of these records are its fields. Their names and order are a contract; no field is ever
 * missing or null.
 *
 * @param accounts made one after the other while they are written
 */
record JsonReport(String wave, String outcome, BigDecimal seconds, Iterator<AccountFields> accounts) {

    static void write(WaveReport report, Writer to) throws IOException {
        JsonMapper.pretty().writeValue(to, of(report));
    }

    private static JsonReport of(WaveReport report) {
        return new JsonReport(
                report.wave().id(),
                report.outcome().name(),
                millis(report.seconds()),
                report.accounts().stream().map(AccountFields::of).iterator());
    }

    /** Milliseconds are precise enough for any reader. */
    private static BigDecimal millis(double seconds) {
        return BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP);
    }

    /** One account. */
    record AccountFields(
            String account,
            String outcome,
            String reason,
            String mode,
            boolean fellBack,
            BigDecimal seconds,
            long messages,
            long copied,
            long present,
            long updated,
            long goneAtTarget,
            long goneAtSource,
            long removed,
            long skipped,
            long failed,
            long leftOut,
            long bytes,
            String forwarder,
            List<String> warnings,
            List<String> notes,
            List<FolderReport> folders,
            List<ScriptFields> scripts) {

        private static AccountFields of(AccountState state) {
            AccountResult result = state.account().getResult();
            return new AccountFields(
                    state.account().getAccount(),
                    WaveReport.outcome(state).name(),
                    result.reason == null ? "" : result.reason,
                    WaveReport.mode(state),
                    result.fellBack,
                    millis(result.seconds),
                    result.messages,
                    result.copied,
                    result.present,
                    result.updated,
                    result.goneAtTarget,
                    result.goneAtSource,
                    result.removed,
                    result.skipped,
                    result.failed,
                    result.leftOut,
                    result.bytes,
                    result.forwarder.word(),
                    result.warnings,
                    result.notes,
                    result.folders,
                    result.scripts.stream().map(ScriptFields::of).toList());
        }
    }

    /** One Sieve script of an account. */
    record ScriptFields(String source, String target, String action, boolean active, List<String> notes) {

        private static ScriptFields of(ScriptReport script) {
            return new ScriptFields(
                    script.source(), script.target(), script.action().word(), script.active(), script.notes());
        }
    }
}
