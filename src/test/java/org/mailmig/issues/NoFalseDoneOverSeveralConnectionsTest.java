// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/** With several connections the messages are counted while the target is listed; wrong servers still do not get an account to DONE. */
class NoFalseDoneOverSeveralConnectionsTest {
    private static final int FOLDERS = 10;
    private static final int MESSAGES = 10;

    @RegisterExtension
    final InMemoryImapServer source = new InMemoryImapServer();

    @RegisterExtension
    final InMemoryImapServer target = new InMemoryImapServer();

    @BeforeEach
    void fill() {
        for (int folder = 1; folder <= FOLDERS; folder++) {
            for (int message = 1; message <= MESSAGES; message++) {
                source.add("Folder" + folder, InMemoryImapServer.mail(folder * MESSAGES + message));
            }
        }
    }

    private AccountResult run(String mode) {
        try (InProcess line = new InProcess(source, target)) {
            AccountResult result = mode.equals("clone") ? line.clone("anna") : line.merge("anna");
            assertThat(target.commands.stream()
                            .filter(command -> command.startsWith("LOGIN") || command.startsWith("AUTHENTICATE"))
                            .count())
                    .as("connections to the target")
                    .isGreaterThan(1);
            return result;
        }
    }

    private static void isPartial(AccountResult result, String words) {
        assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.PARTIAL);
        List<String> differences = result.folders.stream()
                .flatMap(folder -> folder.differences().stream())
                .toList();
        assertThat(differences).anySatisfy(text -> assertThat(text).contains(words));
        assertThat(result.folders)
                .filteredOn(folder -> !folder.differences().isEmpty())
                .allSatisfy(
                        folder -> assertThat(folder.verified()).as("%s", folder).isLessThan(folder.messages()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void honestServersAreDone(String mode) {
        AccountResult result = run(mode);
        assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.copied).isEqualTo(FOLDERS * MESSAGES);
        for (int folder = 1; folder <= FOLDERS; folder++) {
            assertThat(target.texts("Folder" + folder)).containsExactlyElementsOf(source.texts("Folder" + folder));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void messagesThatTheSourceCountsAndDoesNotShow(String mode) {
        source.faults.lists = uid -> uid <= 6;
        source.faults.finds = uid -> uid <= 6;
        isPartial(run(mode), "4 messages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void aMessageThatTheSourceFindsAndDoesNotList(String mode) {
        source.faults.lists = uid -> uid != 7;
        isPartial(run(mode), "UIDs 7 are found by UID SEARCH but not listed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void aMessageThatTheTargetForgets(String mode) {
        String text = source.texts("Folder3").get(4);
        target.faults.forgets = stored -> stored.contains(text);
        isPartial(run(mode), "UID 5 is missing in the target");
    }

    /** Verify's own listing shows the message; only what was counted in the meantime does not. */
    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void aMessageThatOnlyTheCountMisses(String mode) {
        target.faults.finds = uid -> uid != 3;
        target.faults.lists =
                uid -> uid != 3 || target.commands.stream().noneMatch(one -> one.startsWith("UID FETCH 3 "));
        isPartial(run(mode), "UID 3 is missing in the target");
    }
}
