// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.flow.LyingLine;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.FolderCount;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.imap.text.UidSet;
import org.mailmig.servers.memory.InMemoryImapServer;

/**
 * Apache James works on commands that were sent together at the same time: FETCH looked into a folder that was not open yet, found
 * nothing, and messages that were there were reported as missing.
 */
class CommandsWorkedOnAtOnceTest {
    private static final UidSet ALL = UidSet.range(1, 0xFFFFFFFFL);
    private static final String TWO = facts(4) + facts(5);

    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    private final ServerQuirks known = new ServerQuirks();
    private final List<Long> seen = new ArrayList<>();

    private static String facts(int uid) {
        return "* " + (uid - 3) + " FETCH (UID " + uid
                + " FLAGS (\\Seen) INTERNALDATE \"01-Feb-1995 10:20:30 +0000\" RFC822.SIZE 9)\r\n";
    }

    private void see(MessageInfo facts) {
        seen.add(facts.uid());
    }

    private void said(Feature... features) {
        assertThat(known.takeNew()).extracting(ServerQuirks.Quirk::feature).containsExactly(features);
    }

    @Test
    void aFetchThatFoundLessThanTheFolderHoldsIsSentAgainAlone() throws Exception {
        server.on("EXAMINE .*", "* 2 EXISTS", "T OK done")
                .inTurn("UID FETCH .*", facts(5) + "T OK done", TWO + "T OK done");
        try (ImapConnection connection = server.connect(known)) {
            assertThat(connection.examine("INBOX", ALL, this::see).status().messages())
                    .isEqualTo(2);
        }
        assertThat(seen).containsExactlyInAnyOrder(4L, 5L);
        said(Feature.PIPELINING);
    }

    /** What came for the other folders of the same round trip cannot be trusted either. */
    @Test
    void severalFoldersAreListedAgainOneByOne() throws Exception {
        server.on("EXAMINE .*", "* 2 EXISTS", "T OK done")
                .inTurn("UID FETCH .*", TWO + "T OK done", "T OK nothing is open", TWO + "T OK done");
        listedAgain();
    }

    @Test
    void aFolderWithAnothersCountIsNotTrusted() throws Exception {
        server.on("EXAMINE .*one\"", "* 2 EXISTS", "* 2 EXISTS", "T OK done")
                .inTurn("EXAMINE .*two\"", "T OK done", "* 2 EXISTS\r\nT OK done")
                .on("UID FETCH .*", TWO + "T OK done");
        listedAgain();
    }

    @Test
    void aFolderWithMoreMessagesThanItHasIsNotTrusted() throws Exception {
        server.on("EXAMINE .*", "* 2 EXISTS", "T OK done")
                .inTurn("UID FETCH .*", TWO + facts(6) + "T OK done", TWO + "T OK done");
        listedAgain();
    }

    /** The folder was counted wrongly, so that what is missing did not show. */
    @Test
    void norIsOneWhoseCountChangesAlone() throws Exception {
        server.inTurn("EXAMINE .*one\"", "* 3 EXISTS\r\nT OK done", "* 2 EXISTS\r\nT OK done")
                .on("EXAMINE .*two\"", "* 2 EXISTS", "T OK done")
                .on("UID FETCH .*", TWO + "T OK done");
        listedAgain();
    }

    private List<FolderQuery> two() {
        return List.of(new FolderQuery("one", ALL, this::see), new FolderQuery("two", ALL, this::see));
    }

    private void listedAgain() throws Exception {
        try (ImapConnection connection = server.connect(known)) {
            assertThatThrownBy(() -> connection.examineEach(two())).isInstanceOf(ProtocolException.class);
        }
        said(Feature.PIPELINING);
        seen.clear();
        try (ImapConnection connection = server.connect(known)) {
            connection.examineEach(two());
        }
        assertThat(seen).containsExactly(4L, 5L, 4L, 5L);
    }

    @Test
    void aFolderOfSeveralThatHidesAMessageIsNoReasonToDoubt() throws Exception {
        server.on("EXAMINE .*one\"", "* 3 EXISTS", "T OK done")
                .on("EXAMINE .*two\"", "* 2 EXISTS", "T OK done")
                .on("UID FETCH .*", TWO + "T OK done");
        try (ImapConnection connection = server.connect(known)) {
            connection.examineEach(two());
        }
        assertThat(seen).containsExactly(4L, 5L, 4L, 5L);
        said();
    }

    /** The second folder's count looks right by chance. */
    @Test
    void ifOneCountWasWrongAllAreCountedAgain() throws Exception {
        server.on("EXAMINE .*", "* 2 EXISTS", "T OK done")
                .inTurn(
                        "UID SEARCH .*",
                        "* SEARCH\r\nT OK done",
                        "* SEARCH 4 5\r\nT OK done",
                        "* SEARCH 8 9\r\nT OK done");
        try (ImapConnection connection = server.connect(known)) {
            var counts = connection.count(List.of("one", "two"));
            assertThat(counts.get("one").found()).hasToString("8:9");
            assertThat(counts.get("two").found()).hasToString("8:9");
        }
        said(Feature.PIPELINING);
    }

    @Test
    void messagesThatComeBeforeTheFolderIsOpenAreNotTaken() throws Exception {
        server.on("EXAMINE .*", "* 2 EXISTS\r\n" + TWO + "T OK done").on("UID FETCH .*", TWO + "T OK done");
        try (ImapConnection connection = server.connect(known)) {
            assertThatThrownBy(() -> connection.examine("INBOX", ALL, this::see))
                    .isInstanceOf(ProtocolException.class);
        }
        said(Feature.PIPELINING);
        try (ImapConnection connection = server.connect(known)) {
            seen.clear();
            connection.examine("INBOX", ALL, this::see);
        }
        assertThat(seen).containsExactly(4L, 5L);
    }

    @Test
    void aSearchThatFoundOtherThanExistsIsSentAgainAlone() throws Exception {
        server.on("EXAMINE .*", "* 2 EXISTS", "T OK done")
                .inTurn("UID SEARCH .*", "* SEARCH\r\nT OK done", "* SEARCH 4 5\r\nT OK done");
        try (ImapConnection connection = server.connect(known)) {
            FolderCount count = connection.count(List.of("INBOX")).get("INBOX");
            assertThat(count.exists()).isEqualTo(2);
            assertThat(count.found().size()).isEqualTo(2);
        }
        said(Feature.PIPELINING);
    }

    /** One message cannot be looked at: then it is missing the second time too, and the server is not to blame. */
    @Test
    void aMessageWithoutFactsIsNoReasonToSendOneCommandAtATime() throws Exception {
        server.on("EXAMINE .*", "* 3 EXISTS", "T OK done").on("UID FETCH .*", TWO + "T OK done");
        try (ImapConnection connection = server.connect(known)) {
            connection.examine("INBOX", ALL, this::see);
            assertThat(seen).containsExactly(4L, 5L);
            connection.examine("INBOX", ALL, this::see);
        }
        assertThat(seen).containsExactly(4L, 5L, 4L, 5L);
        assertThat(server.heard("UID FETCH")).isEqualTo(3);
        said();
    }

    @ParameterizedTest
    @CsvSource({
        "mailmig.source.pipelining, false, 1",
        "mailmig.source.preset, james, 1",
        "mailmig.source.pipelining, true, 2"
    })
    void theKeyKeepsCommandsApart(String key, String value, int atOnce) throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (InMemoryImapServer source = new InMemoryImapServer("UIDPLUS UNSELECT")
                        .with("one", "a", "b")
                        .with("two", "c");
                InMemoryImapServer target = new InMemoryImapServer("UIDPLUS UNSELECT");
                LyingLine counting = new LyingLine(
                        source.imapPort(),
                        request -> {
                            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                            return request;
                        },
                        answer -> {
                            underWay.addAndGet(answer.startsWith("M") ? -1 : 0);
                            return answer;
                        });
                InProcess line = new InProcess(source, target)) {
            line.with("mailmig.source.uri", "imap://127.0.0.1:" + counting.port())
                    .with("mailmig.source.connections", "1")
                    .with("mailmig.source.admin-style", "none")
                    .with(key, value);
            AccountResult result = line.merge("anna");
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.copied).isEqualTo(3);
            assertThat(Math.min(most.get(), 2)).isEqualTo(atOnce);
        }
    }
}
