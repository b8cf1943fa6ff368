// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/** A private folder whose name starts with the prefix of a shared namespace was created there, and all users could read it. */
class NamespacesOfOthersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "((\"\" \"/\")) NIL ((\"Public/\" \"/\"))            | /  | Public/Secret          | Public/",
                "((\"\" \"/\")) NIL ((\"Public/\" \"/\"))            | /  | public/Secret          | public/",
                "((\"\" \"/\")) NIL ((\"Public/\" \"/\"))            | /  | Public                 | Public/",
                "((\"\" \"/\")) ((\"Other Users/\" \"/\")) NIL       | /  | Other Users/a/b        | Other Users/",
                "((\"INBOX.\" \".\")) ((\"user.\" \".\")) ((\"INBOX.shared.\" \".\")) | . | Shared/x | INBOX.Shared.",
                "((\"INBOX.\" \".\")) NIL ((\"INBOX.shared.\" \".\")) | . | INBOX/shared/x         | INBOX.shared.",
                "((\"\" \"/\")) ((\"~\" \"/\")) ((\"#public/\" \"/\")) | / | #public/y              | #public/",
                "((\"\" \"/\")) NIL ((\"Projekte &APw-ber/\" \"/\")) | /  | Projekte &APw-ber/z    | Projekte &APw-ber/",
            })
    void nothingIsMadeThere(String namespaces, char separator, String folder, String prefix) throws Exception {
        try (InMemoryImapServer source = new InMemoryImapServer("UIDPLUS UNSELECT").with(folder, "private");
                InMemoryImapServer target = new InMemoryImapServer("UIDPLUS UNSELECT")
                        .separator(separator)
                        .namespaces(namespaces);
                InProcess line = new InProcess(source, target)) {
            for (int run = 0; run < 3; run++) {
                AccountResult result = line.merge("anna");
                assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
                assertThat(result.notes).anyMatch(note -> note.contains("belongs to other users or is shared"));
                Set<String> names = target.subjects().keySet();
                assertThat(names).hasSize(2).noneMatch(name -> (name + separator).startsWith(prefix));
                assertThat(result.copied).isEqualTo(run == 0 ? 1 : 0);
            }
            assertThat(target.commands)
                    .noneMatch(command ->
                            command.startsWith("CREATE \"" + prefix) || command.startsWith("APPEND \"" + prefix));
        }
    }

    @ParameterizedTest
    @CsvSource({"Public/Anna,", "public,", ", Public/x", ", PUBLIC"})
    void aRowThatAsksForThatIsRefused(String targetFolder, String mapped) throws Exception {
        try (InMemoryImapServer source = new InMemoryImapServer("UIDPLUS UNSELECT").with("Mine", "private");
                InMemoryImapServer target = new InMemoryImapServer("UIDPLUS UNSELECT")
                        .namespaces("((\"\" \"/\")) NIL ((\"Public/\" \"/\"))");
                InProcess line = new InProcess(source, target)) {
            ControlRow.Builder row = ControlRow.of(2, "anna", "anna", Mode.MERGE);
            AccountResult result = line.run(
                    targetFolder == null
                            ? row.folderMap(Map.of("Mine", mapped)).build()
                            : row.targetFolder(targetFolder).build());
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.REFUSED);
            assertThat(result.reason).contains("belongs to other users or is shared");
            assertThat(target.subjects()).isEqualTo(Map.of("INBOX", List.of()));
        }
    }
}
