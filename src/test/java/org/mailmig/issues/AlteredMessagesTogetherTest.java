// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/** Each message that the target alters cost four round trips of verify: 1,000 of them took three minutes at 40 ms. */
class AlteredMessagesTogetherTest {
    private static final int COUNT = 150;
    /** On each side, for all of them: 150 messages are read in two parts. */
    private static final int FEW = 16;

    @RegisterExtension
    final InMemoryImapServer source = new InMemoryImapServer();

    @RegisterExtension
    final InMemoryImapServer target = new InMemoryImapServer();

    private void fill(String subject) {
        for (int i = 1; i <= COUNT; i++) {
            source.add(InMemoryImapServer.mail(i).replace("Subject: mail", "Subject: " + subject));
        }
    }

    private static UnaryOperator<String> replacing(String what, String by) {
        return text -> text.replace(what, by);
    }

    private static List<String> reads(InMemoryImapServer server) {
        return server.commands.stream()
                .filter(one -> one.startsWith("EXAMINE") || one.contains("BODY.PEEK[]"))
                .toList();
    }

    private AccountResult merge(InProcess line) {
        int before = reads(source).size();
        AccountResult result = line.merge("anna");
        int bodies = reads(source).size() - before;
        assertThat(bodies).as("of the source").isLessThan(FEW);
        assertThat(reads(target)).as("of the target").hasSizeLessThan(FEW);
        return result;
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void whatTheTargetAlwaysDoesIsDeclared(String full) {
        fill("m\u00e4il");
        target.faults.stores = replacing("\u00e4", "X");
        try (InProcess line = new InProcess(source, target).with("mailmig.verify.full", full)) {
            AccountResult result = merge(line);
            assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.warnings).anySatisfy(text -> assertThat(text)
                    .contains(COUNT + " messages are stored altered", "1:" + COUNT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void whatNoTargetDoesIsADifferenceOfEach(String full) {
        fill("m\u00e4il");
        target.faults.stores = replacing("text of", "text off");
        try (InProcess line = new InProcess(source, target).with("mailmig.verify.full", full)) {
            AccountResult result = merge(line);
            assertThat(result.outcome).isEqualTo(Outcome.PARTIAL);
            assertThat(result.folders.get(0).differences()).hasSize(COUNT);
            assertThat(result.folders.get(0).verified()).isZero();
        }
    }

    @Test
    void whatIsStoredWithOtherLinesIsReadTogetherToo() {
        fill("mail");
        target.faults.stores = replacing("Subject:", "Status: RO\r\nSubject:");
        try (InProcess line = new InProcess(source, target)) {
            AccountResult result = merge(line);
            assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.warnings).anySatisfy(text -> assertThat(text).contains(COUNT + " messages are stored"));
        }
    }
}
