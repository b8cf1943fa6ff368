// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/** Run 1 found a difference and was PARTIAL; run 2, which wrote nothing, was DONE. */
class DifferencesStayFoundTest {
    @RegisterExtension
    final InMemoryImapServer source = new InMemoryImapServer().addMany(6);

    @RegisterExtension
    final InMemoryImapServer target = new InMemoryImapServer();

    private void stores(String what, String instead) {
        target.faults.stores = text -> text.replace(what, instead);
    }

    private static void isPartial(AccountResult result) {
        assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.PARTIAL);
        assertThat(result.folders.get(0).differences())
                .singleElement()
                .asString()
                .startsWith("UID 5 ");
    }

    private static AccountResult run(InProcess line, String mode) {
        return mode.equals("clone") ? line.clone("anna") : line.merge("anna");
    }

    /** The bytes become right, behind everybody's back. */
    private void repair() {
        target.folder("INBOX")
                .messages
                .replaceAll(
                        (uid, stored) -> stored.withText(source.texts("INBOX").get((int) (uid - 1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void aTextThatIsStoredLongerIsNamedUntilItIsRight(String mode) {
        stores("text of 5", "text of 5, altered");
        try (InProcess line = new InProcess(source, target)) {
            isPartial(run(line, mode));
            isPartial(run(line, mode));
            isPartial(line.with("mailmig.verify.full", "true").merge("anna"));
            isPartial(line.with("mailmig.verify.full", "false").merge("anna"));
            repair();
            assertThat(run(line, mode).outcome).isEqualTo(Outcome.DONE);
            assertThat(run(line, mode).outcome).isEqualTo(Outcome.DONE);
        }
    }

    /** Only a full verify sees it; each later run looks at this message again. */
    @Test
    void whatAFullVerifyFoundIsNamedByRunsThatAreNotFull() {
        stores("text of 5", "teXt of 5");
        try (InProcess line = new InProcess(source, target).with("mailmig.verify.full", "true")) {
            isPartial(line.merge("anna"));
            line.with("mailmig.verify.full", "false");
            isPartial(line.merge("anna"));
            isPartial(line.merge("anna"));
            repair();
            assertThat(line.merge("anna").outcome).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void aHeaderThatAnEarlierRunWroteIsComparedByAFullVerifyToo() {
        try (InProcess line = new InProcess(source, target)) {
            assertThat(line.merge("anna").outcome).isEqualTo(Outcome.DONE);
            target.folder("INBOX")
                    .messages
                    .computeIfPresent(
                            5L, (uid, one) -> one.withText(one.text.replace("Subject: mail", "Subject: MAIL")));
            isPartial(line.with("mailmig.verify.full", "true").merge("anna"));
        }
    }

    private void isDeclaredInEachRun(String why) {
        try (InProcess line = new InProcess(source, target)) {
            for (String full : List.of("false", "false", "true", "false")) {
                AccountResult result = line.with("mailmig.verify.full", full).merge("anna");
                assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.DONE);
                assertThat(result.warnings)
                        .filteredOn(text -> text.contains("stored altered"))
                        .singleElement()
                        .asString()
                        .contains("the target does not keep " + why + " (target UIDs 7)");
            }
        }
    }

    @Test
    void whatATargetAlwaysDoesIsNamedInEachRunWithTheReasonThatWasSeen() {
        source.add("Subject: \u00fc\r\nDate: Sun, 1 Nov 2026 10:00:00 +0000\r\n\r\nends in a CR\r");
        target.faults.stores = text -> text.replaceAll("([^\n])\r$", "$1");
        isDeclaredInEachRun("a CR at the end");
    }

    @Test
    void fieldsThatTheMboxFormatTakesOutAreNamedInEachRun() {
        source.add("Subject: s\r\nStatus: RO\r\nX-Keywords: a\r\n\r\ntext\r\n");
        target.faults.stores = text -> text.replaceAll("(Status|X-Keywords): [^\r]*\r\n", "");
        isDeclaredInEachRun("the header field Status and the header field X-Keywords");
    }
}
