// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/** The last check of verify opened each folder of both sides, also those that STATUS shows as unchanged. */
class UntouchedFoldersStayClosedTest {
    @RegisterExtension
    final InMemoryImapServer source = new InMemoryImapServer();

    @RegisterExtension
    final InMemoryImapServer target = new InMemoryImapServer();

    @BeforeEach
    void fill() {
        source.offers("LITERAL+ UIDPLUS CONDSTORE");
        target.offers("LITERAL+ UIDPLUS CONDSTORE");
        for (String folder : List.of("INBOX", "Sent", "Drafts")) {
            source.add(folder, InMemoryImapServer.mail(1)).add(folder, InMemoryImapServer.mail(2));
        }
    }

    private static List<String> opened(InMemoryImapServer server, String folder) {
        return server.commands.stream()
                .filter(one -> one.startsWith("SELECT") || one.startsWith("EXAMINE"))
                .filter(one -> one.contains(folder))
                .toList();
    }

    private void forgetCommands() {
        source.commands.clear();
        target.commands.clear();
    }

    private static void isDone(AccountResult result) {
        assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.DONE);
    }

    @Test
    void aPassAfterWhichNothingHasChangedOpensNoFolder() {
        try (InProcess line = new InProcess(source, target)) {
            isDone(line.merge("anna"));
            assertThat(opened(source, "Sent")).isNotEmpty();
            forgetCommands();
            AccountResult again = line.merge("anna");
            isDone(again);
            assertThat(again.messages).isEqualTo(6);
            for (String folder : List.of("INBOX", "Sent", "Drafts")) {
                assertThat(opened(source, folder)).isEmpty();
                assertThat(opened(target, folder)).isEmpty();
            }
        }
    }

    @Test
    void aFolderThatGrewIsCheckedAndTheOthersStayClosed() {
        try (InProcess line = new InProcess(source, target)) {
            isDone(line.merge("anna"));
            source.add("Sent", InMemoryImapServer.mail(3));
            forgetCommands();
            isDone(line.merge("anna"));
            assertThat(target.texts("Sent")).hasSize(3);
            assertThat(source.commands).anySatisfy(one -> assertThat(one).startsWith("UID SEARCH"));
            assertThat(opened(source, "Drafts")).isEmpty(); // the target is read by identity
        }
    }
}
