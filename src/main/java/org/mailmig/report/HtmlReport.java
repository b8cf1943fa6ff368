// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.ledger.wave.AccountState;

/** The report for a browser: one file that loads and runs nothing; text from outside is never treated as markup. */
final class HtmlReport {
    private static final List<String> COLUMNS = List.of(
            "account",
            "outcome",
            "mode",
            "copied",
            "present",
            "updated",
            "gone",
            "skipped",
            "failed",
            "size",
            "time",
            "forwarder");

    private final PrintWriter out;

    private HtmlReport(PrintWriter out) {
        this.out = out;
    }

    static void write(WaveReport report, Writer to) throws IOException {
        PrintWriter out = new PrintWriter(to);
        new HtmlReport(out).page(report, style());
        out.flush();
    }

    private static String style() throws IOException {
        try (InputStream file = HtmlReport.class.getResourceAsStream("/org/mailmig/report/style.css")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void page(WaveReport report, String style) {
        out.println("<!DOCTYPE html>");
        out.println("<html lang=\"en\"><head><meta charset=\"utf-8\">");
        out.println(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
        out.println("<title>" + text(report.wave().id()) + "</title><style>");
        out.print(style);
        out.println("</style></head><body>");
        out.println("<h1>" + text(report.wave().id()) + "</h1>");
        out.println("<p>" + text(TextReport.summary(report)) + "</p>");
        out.println("<table><thead><tr>");
        COLUMNS.forEach(column -> out.println("<th>" + column + "</th>"));
        out.println("</tr></thead><tbody>");
        report.accounts().forEach(this::account);
        out.println("</tbody></table></body></html>");
    }

    private void account(AccountState state) {
        AccountResult result = state.account().getResult();
        String outcome = WaveReport.outcome(state).name();
        out.print("<tr class=\"" + outcome + "\">");
        cell(state.account().getAccount());
        cell(outcome);
        cell(WaveReport.mode(state));
        for (long number : new long[] {
            result.copied, result.present, result.updated, result.goneAtTarget, result.skipped, result.failed
        }) {
            out.print("<td class=\"number\">" + number + "</td>");
        }
        out.print("<td class=\"number\">" + Words.bytes(result.bytes) + "</td>");
        out.print("<td class=\"number\">" + String.format(Locale.ROOT, "%.1f s", result.seconds) + "</td>");
        cell(result.forwarder.word());
        out.println("</tr>");
        details(result);
    }

    private void details(AccountResult result) {
        if (result.reason == null && result.warnings.isEmpty() && result.notes.isEmpty() && result.folders.isEmpty()) {
            return;
        }
        boolean smooth = result.reason == null && result.warnings.isEmpty();
        out.println("<tr class=\"details\"><td colspan=\"" + COLUMNS.size() + "\"><details" + (smooth ? "" : " open")
                + "><summary>details</summary><ul>");
        if (result.reason != null) {
            out.println("<li class=\"why\">" + text(result.reason) + "</li>");
        }
        result.warnings.forEach(warning -> out.println("<li class=\"warning\">" + text(warning) + "</li>"));
        result.notes.forEach(note -> out.println("<li>" + text(note) + "</li>"));
        result.folders.forEach(this::folder);
        out.println("</ul></details></td></tr>");
    }

    private void folder(FolderReport folder) {
        out.println("<li>" + text(folder.source()) + " &rarr; " + text(folder.target()) + ": " + folder.messages()
                + " messages, " + folder.copied() + " copied, " + folder.verified() + " verified");
        for (List<String> told : List.of(folder.altered(), folder.differences())) {
            told.forEach(difference -> out.println("<br><span class=\"why\">" + text(difference) + "</span>"));
        }
        out.println("</li>");
    }

    private void cell(String words) {
        out.print("<td>" + text(words) + "</td>");
    }

    private static String text(String words) {
        return Words.printable(words)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
