// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.FolderReport;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.ScriptAction;
import org.mailmig.ScriptReport;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;

class ReportsTest {
    private static final Instant BEGAN = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void jsonHasExactlyTheAgreedFieldsInTheAgreedOrder() throws Exception {
        Path folder = Reports.write(wave(done(), refused()), dir);

        assertThat(Files.readString(folder.resolve("report.json"))).isEqualToIgnoringNewLines(golden("report.json"));
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("report.json").toFile())
                        .at("/accounts/0/seconds")
                        .isNumber())
                .isTrue();
    }

    @Test
    void csvHasALineForEachAccountAndNoFormula() throws Exception {
        Path folder = Reports.write(wave(done(), refused()), dir);

        assertThat(Files.readString(folder.resolve("report.csv"))).isEqualToIgnoringNewLines(golden("report.csv"));
    }

    @Test
    void textIsAlignedAndShowsNoControlCharacters() throws Exception {
        Path folder = Reports.write(wave(done(), refused()), dir);

        assertThat(Files.readString(folder.resolve("report.txt")))
                .isEqualToIgnoringNewLines(golden("report.txt"))
                .doesNotContain("\u001b");
    }

    @Test
    void htmlShowsStrangersWordsAsTextAndAsksForNothing() throws Exception {
        AccountState hostile = refused();
        hostile.account().getResult().warn("<script>alert(1)</script> & \"quotes\" 'too' \u202e");
        String html = Files.readString(Reports.write(wave(done(), hostile), dir).resolve("report.html"));

        assertThat(html)
                .contains(
                        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot; &#39;too&#39;",
                        "anna@old.example")
                .contains("default-src 'none'", "<tr class=\"REFUSED\">")
                .doesNotContain("<script", "http:", "https:", "\u202e", "\u001b");
        assertThat(html.split("<tr class=\"(DONE|REFUSED)\">"))
                .as("a row an account")
                .hasSize(3);
    }

    @Test
    void theFolderIsForItsOwnerOnlyAndNeverOverwritten() throws Exception {
        Path first = Reports.write(wave(done()), dir);
        Path second = Reports.write(wave(done()), dir);

        assertThat(first.getFileName()).hasToString("wave.csv-1-20261123-100012");
        assertThat(second.getFileName()).hasToString("wave.csv-1-20261123-100012-2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
                .isEqualTo("rwx------");
        assertThat(Files.list(first)).hasSize(4).allSatisfy(file -> assertThat(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------"));
    }

    @Test
    void aLongListShowsThoseFirstThatNeedAttention() {
        StringWriter text = new StringWriter();

        TextReport.write(wave(done(), done(), refused()), text, 2);

        assertThat(text.toString()).contains("REFUSED", "and 2 more accounts").doesNotContain("anna@old.example");
    }

    @Test
    void aFallBackSkippedMessagesAndPartialAccountsAreWarnings() {
        assertThat(wave(state(Outcome.DONE, new AccountResult())).hasWarnings()).isFalse();
        assertThat(wave(state(Outcome.PARTIAL, new AccountResult())).hasWarnings())
                .isTrue();
        AccountResult fellBack = new AccountResult();
        fellBack.fellBack = true;
        assertThat(wave(state(Outcome.DONE, fellBack)).hasWarnings()).isTrue();
        AccountResult skipped = new AccountResult();
        skipped.skipped = 1;
        assertThat(wave(state(Outcome.DONE, skipped)).hasWarnings()).isTrue();
    }

    @Test
    void theTextShowsAnAccountThatFellBackEarlierAsAMerge() {
        assertThat(text(AccountResult.continuing(true, ForwarderState.NONE)))
                .contains("note: the clone became a merge");
        AccountResult now = AccountResult.continuing(false, ForwarderState.NONE);
        now.fellBack = true;
        now.warn("clone became merge: the target is in use");
        assertThat(text(now)).doesNotContain("note: ").containsOnlyOnce("became");
    }

    private static String text(AccountResult result) {
        java.io.StringWriter text = new java.io.StringWriter();
        TextReport.write(wave(state(Outcome.DONE, result)), text, 10);
        return text.toString();
    }

    @Test
    void bytesAreReadable() {
        assertThat(Words.bytes(999)).isEqualTo("999 B");
        assertThat(Words.bytes(999_960)).isEqualTo("1.0 MB");
        assertThat(Words.bytes(1_234_567)).isEqualTo("1.2 MB");
    }

    @TempDir
    Path dir;

    private static String golden(String name) throws Exception {
        try (var file = ReportsTest.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static WaveReport wave(AccountState... accounts) {
        Wave wave = new Wave("wave.csv-1", "wave.csv", "00", BEGAN, BEGAN.plusMillis(12_300), Outcome.REFUSED);
        return new WaveReport(wave, List.of(accounts));
    }

    private static AccountState done() {
        AccountResult result = new AccountResult();
        result.seconds = 1.2;
        result.copied = 500;
        result.bytes = 1_234_567;
        result.forwarder = ForwarderState.CLEARED;
        result.progress.sweeps = 2;
        result.warnings = List.of("-1 is a strange flag", "second");
        result.notes = List.of("folder Spam: excluded by folder_exclude");
        result.folders =
                List.of(new FolderReport("INBOX", "INBOX", 10, 10, 10, "", List.of("UID 3: \u001b[31mflags differ")));
        result.scripts = List.of(
                new ScriptReport("main", "main (source)", ScriptAction.COPIED, true, "0a1b", List.of("a note")));
        return state(Outcome.DONE, result, "anna@old.example");
    }

    private static AccountState refused() {
        AccountResult result = new AccountResult();
        result.reason = "=1+1 is in the target";
        return state(Outcome.REFUSED, result, "+bert");
    }

    private static AccountState state(Outcome outcome, AccountResult result) {
        return state(outcome, result, "anna@old.example");
    }

    private static AccountState state(Outcome outcome, AccountResult result, String user) {
        Account account = new Account("wave.csv-1", user);
        account.setRow(ControlRow.of(2, user, user, Mode.CLONE).address(user).build());
        result.outcome = outcome;
        account.setResult(result);
        return new AccountState(account, AccountState.State.ENDED, 1, null, null);
    }
}
