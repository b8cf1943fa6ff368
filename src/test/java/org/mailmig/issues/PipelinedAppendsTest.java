// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.Flags;

/** Messages that do not fit into one command line of 4,000 bytes cost one round trip and one journal entry all the same. */
class PipelinedAppendsTest {
    private static final int MOST_LINE = 4000;

    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    @RegisterExtension
    final TwoServers servers = new TwoServers();

    private static List<AppendMessage> messages(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new AppendMessage(
                        Flags.of("\\Seen"),
                        OffsetDateTime.parse("2024-02-03T04:05:06+01:00"),
                        3,
                        out -> out.write("abc".getBytes(StandardCharsets.US_ASCII))))
                .toList();
    }

    private AppendResult append(int count) throws IOException {
        try (ImapConnection connection = server.connect()) {
            return connection.append("INBOX", messages(count));
        }
    }

    private List<String> appends() {
        return server.commands.stream()
                .filter(command -> command.startsWith("APPEND"))
                .toList();
    }

    private static int count(String append) {
        return append.split("<abc>", -1).length - 1;
    }

    /** Answers each APPEND with consecutive UIDs from 1 on. */
    private ScriptedServer assigns() {
        long[] next = {1};
        server.offers("MULTIAPPEND LITERAL+ UIDPLUS").on("APPEND .*", () -> {
            List<String> appends = appends();
            int count = count(appends.get(appends.size() - 1));
            next[0] += count;
            return "T OK [APPENDUID 7 " + (next[0] - count) + ":" + (next[0] - 1) + "] done";
        });
        return server;
    }

    @Test
    void allCommandsAreSentBeforeTheFirstIsAnswered() throws Exception {
        assigns().answersTogether("APPEND .*", 3);
        AppendResult appended = append(200);
        assertThat(appended.uids())
                .isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
        assertThat(appends()).hasSize(3).allSatisfy(command -> assertThat("M1000000 ".length()
                        + command.length()
                        + count(command) * ("{3+}\r\n".length() - "<abc>".length()))
                .isLessThanOrEqualTo(MOST_LINE));
    }

    @Test
    void aServerThatHasToAskForLiteralsGetsOneCommandAfterTheOther() throws Exception {
        assigns().offers("MULTIAPPEND UIDPLUS");
        assertThat(append(200).uids()).hasSize(200);
        assertThat(server.literals).containsOnly("{3}");
    }

    @Test
    void aRefusalOfTheLastCommandSaysWhatWasStored() {
        assigns().inTurn("APPEND .*", "T OK [APPENDUID 7 1:79] done", "T NO [OVERQUOTA] full");
        assertThatThrownBy(() -> append(100)).isInstanceOfSatisfying(CommandRefusedException.class, e -> {
            assertThat(e.code()).isEqualTo("OVERQUOTA");
            assertThat(e.stored().uids()).hasSize(count(appends().get(0)));
        });
    }

    /** The ledger must not hold that the first messages are there because as many were stored. */
    @Test
    void aRefusalBeforeMessagesThatWereStoredIsAnUnknownOutcome() throws Exception {
        assigns().inTurn("APPEND .*", "T NO [OVERQUOTA] full", "T OK [APPENDUID 7 1:21] done");
        try (ImapConnection connection = server.connect()) {
            assertThatThrownBy(() -> connection.append("INBOX", messages(100)))
                    .isInstanceOfSatisfying(ProtocolException.class, e -> assertThat(e.isSteppedBack())
                            .isTrue());
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void aServerThatWorksOnSeveralAtOnceLeavesAnUnknownOutcome() {
        int first = 79;
        assigns()
                .inTurn(
                        "APPEND .*",
                        "T OK [APPENDUID 7 22:" + (21 + first) + "] done",
                        "T OK [APPENDUID 7 1:" + (100 - first) + "] done");
        assertThatThrownBy(() -> append(100)).isInstanceOf(ProtocolException.class);
        assertThat(count(appends().get(0))).isEqualTo(first);
    }

    private List<String> subjects(int count) {
        List<String> subjects = new ArrayList<>();
        IntStream.rangeClosed(1, count).forEach(i -> subjects.add("mail " + i));
        return subjects;
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO no", "NO [OVERQUOTA] full", "NO [SERVERBUG] no", "BAD no"})
    void aCommandThatIsRefusedOnceBetweenOthersCostsNoMessageAndNoCopy(String answer) {
        AtomicBoolean refused = new AtomicBoolean();
        servers.with(300);
        servers.target.answers(request ->
                request.line().startsWith("APPEND") && request.has("mail 100\r") && refused.compareAndSet(false, true)
                        ? "T " + answer
                        : null);
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(refused).isTrue();
        assertThat(servers.arrived()).containsExactlyInAnyOrderElementsOf(subjects(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO no", "NO [CANNOT] no", "BAD no"})
    void oneMessageThatIsRefusedIsNamedAndAllOthersArriveOnce(String answer) {
        servers.with(300);
        servers.target.answers(
                request -> request.line().startsWith("APPEND") && request.has("mail 100\r") ? "T " + answer : null);
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.PARTIAL);
        assertThat(result.failed).isOne();
        assertThat(result.warnings).anySatisfy(warning -> assertThat(warning).contains("UID 100:", "not copied"));
        List<String> others = subjects(300);
        others.remove("mail 100");
        assertThat(servers.arrived()).containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void threeHundredMessagesAreOneBatchOfTheJournal() {
        servers.with(300);
        assertThat(servers.line.clone(TwoServers.USER).outcome).isEqualTo(Outcome.DONE);
        assertThat(servers.arrived()).isEqualTo(subjects(300));
        assertThat(servers.target.commands.stream().filter(command -> command.startsWith("APPEND")))
                .hasSizeBetween(4, 8);
    }
}
