// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/** Folders swapped names, or got another number in each run. */
class FoldersStayWhereTheyAreTest {
    private final InMemoryImapServer source = new InMemoryImapServer("UIDPLUS UNSELECT");
    private final InMemoryImapServer target = new InMemoryImapServer("UIDPLUS UNSELECT");

    /** Three runs, with LIST in one order and in the other; after each of them every folder is where {@code expected} says. */
    private void threeRuns(Mode mode, Map<String, List<String>> expected) throws Exception {
        try (source;
                target;
                InProcess line = new InProcess(source, target)) {
            for (int run = 0; run < 3; run++) {
                AccountResult result =
                        line.run(ControlRow.of(2, "anna", "anna", mode).build());
                assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
                assertThat(result.warnings).isEmpty();
                Map<String, List<String>> now = target.subjects();
                now.values().removeIf(List::isEmpty);
                assertThat(now).isEqualTo(expected);
                source.reversed();
                target.reversed();
            }
        }
    }

    private static Map<String, List<String>> where(String... pairs) {
        Map<String, List<String>> where = new TreeMap<>();
        for (String pair : pairs) {
            where.put(pair.split(": ")[0], List.of(pair.split(": ")[1]));
        }
        return where;
    }

    @ParameterizedTest
    @CsvSource({"CLONE, true", "CLONE, false", "MERGE, true", "MERGE, false"})
    void twoFoldersOfOneRole(Mode mode, boolean reversed) throws Exception {
        for (InMemoryImapServer server : List.of(source, target)) {
            server.role("Sent", "\\Sent").role("Sent Messages", "\\Sent");
        }
        source.with("Sent", "sent").with("Sent Messages", "messages");
        if (reversed) {
            source.reversed();
        }
        threeRuns(mode, where("Sent: sent", "Sent Messages: messages"));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aFolderMadeByHandThatIsCalledAlmostLikeTheOneWithTheRole(Mode mode) throws Exception {
        source.role("Junk", "\\Junk").with("Junk", "junk").with("Junk E-mail", "by hand");
        target.role("Junk", "\\Junk").role("Trash", "\\Trash");
        threeRuns(mode, where("Junk: junk", "Junk E-mail: by hand"));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void theNameThatTheTargetKeepsForARoleIsThatOfTheSource(Mode mode) throws Exception {
        source.role("Bulk", "\\Junk").with("Bulk", "junk");
        target.role("Bulk", "\\Junk").role("Trash", "\\Trash");
        threeRuns(mode, where("Bulk: junk"));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void theNameThatTheTargetKeepsForARoleIsAnother(Mode mode) throws Exception {
        source.role("Bulk", "\\Junk").with("Bulk", "junk").with("Bulk/2001", "old");
        target.role("Junk", "\\Junk").role("Trash", "\\Trash");
        threeRuns(mode, where("Junk: junk", "Junk/2001: old"));
    }

    @Test
    void namesThatAreOnBothSidesAreNotExchangedForTheSakeOfARole() throws Exception {
        source.role("Bulk", "\\Junk").with("Bulk", "junk").with("Junk", "by hand");
        target.role("Junk", "\\Junk").with("Bulk").with("Junk");
        threeRuns(Mode.MERGE, where("Bulk: junk", "Junk: by hand"));
    }

    @Test
    void aRoleThatWasOnlyGuessedFromANameMovesNothingThatIsOnBothSides() throws Exception {
        source.role("Trash", "\\Trash").with("Sent Items", "sent").with("Trash");
        target.role("Sent", "\\Sent").with("Sent").with("Sent Items");
        threeRuns(Mode.MERGE, where("Sent Items: sent"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Inbox/Status", "inbox/Status", "INBOX/Status", "iNbOx/a/b"})
    void whatIsBeneathInboxInAnyCase(String name) throws Exception {
        target.spells(asked -> asked.matches("(?i)inbox(/.*)?") ? "INBOX" + asked.substring(5) : asked);
        source.with(name, "one");
        threeRuns(Mode.MERGE, where("INBOX" + name.substring(5) + ": one"));
    }

    @Test
    void whatTheTargetWritesInItsOwnWay() throws Exception {
        target.spells(asked -> asked.equalsIgnoreCase("INBOX") ? "INBOX" : asked.toLowerCase(Locale.ROOT));
        source.with("Projects (old)", "one").with("Inbox/Status", "two");
        threeRuns(Mode.CLONE, where("projects (old): one", "inbox/status: two"));
    }
}
