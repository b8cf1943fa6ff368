// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.AccountResult;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.servers.memory.InMemoryImapServer;

/**
 * The promise of the copy engine, by two servers in memory: whichever command is the last one that a server receives, the next run
 * completes the mailbox, and each message is in the target once. The cases run at the same time, because they mostly wait.
 */
@Execution(ExecutionMode.CONCURRENT)
class ServerLostAtEachCommandTest {
    private static final String USER = "anna";
    private static final int MESSAGES = 7;
    /** A whole account takes more commands than this at each server; else the test would show nothing. */
    private static final int FEWEST_COMMANDS = 10;

    private static final List<String> ALL = IntStream.rangeClosed(1, MESSAGES)
            .mapToObj(ServerLostAtEachCommandTest::mail)
            .toList();

    private static String mail(int number) {
        return "Message-ID: <" + number + "@example>\r\nSubject: mail " + number + "\r\n\r\ntext " + number + "\r\n";
    }

    private static List<String> texts(InMemoryImapServer server) {
        return server.messages("INBOX").stream().map(message -> message.text).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "CLONE, target, false",
        "CLONE, target, true",
        "CLONE, source, false",
        "MERGE, target, false",
        "MERGE, target, true",
        "MERGE, source, false"
    })
    void theNextRunCompletesTheMailbox(Mode mode, String lost, boolean executed) throws Exception {
        int commands = commandsOf(mode, lost);
        assertThat(commands).isGreaterThan(FEWEST_COMMANDS);
        // A lost server is waited for: the runs wait at the same time.
        ExecutorService threads = Executors.newFixedThreadPool(commands);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int command = 1; command <= commands; command++) {
                int last = command;
                runs.add(threads.submit(() -> lostAt(last, mode, lost, executed)));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns how many commands the server receives in a run without a fault. */
    private static int commandsOf(Mode mode, String which) {
        try (InMemoryImapServer source = filled();
                InMemoryImapServer target = new InMemoryImapServer("LITERAL+ MULTIAPPEND UIDPLUS UNSELECT");
                InProcess steps = new InProcess(source, target)) {
            assertThat(steps.run(InProcess.row(USER, mode)).outcome).isEqualTo(Outcome.DONE);
            InMemoryImapServer server = which.equals("source") ? source : target;
            // A client does not wait for the answer to its last command.
            await().until(() -> server.commands.stream().anyMatch(command -> command.contains("LOGOUT")));
            return server.commands.size();
        }
    }

    private static InMemoryImapServer filled() {
        InMemoryImapServer source = new InMemoryImapServer("LITERAL+ MULTIAPPEND UIDPLUS UNSELECT");
        ALL.forEach(text -> source.add("INBOX", "03-Feb-2024 04:05:06 +0100", text, "\\Seen"));
        return source;
    }

    private static void lostAt(int command, Mode mode, String lost, boolean executed) {
        try (InMemoryImapServer source = filled();
                InMemoryImapServer target = new InMemoryImapServer("LITERAL+ MULTIAPPEND UIDPLUS UNSELECT");
                InProcess steps = new InProcess(source, target)) {
            InMemoryImapServer server = lost.equals("source") ? source : target;
            server.goesAwayAt(command, executed);
            AccountResult first = steps.run(InProcess.row(USER, mode));
            server.returns();
            AccountResult second = steps.run(InProcess.row(USER, mode));
            assertThat(second.outcome)
                    .as(
                            "after command %d of the %s, which ended as %s (%s): %s",
                            command, lost, first.outcome, first.reason, second.reason)
                    .isEqualTo(Outcome.DONE);
            assertThat(texts(target))
                    .as("after command %d of the %s", command, lost)
                    .isEqualTo(ALL);
        }
    }
}
