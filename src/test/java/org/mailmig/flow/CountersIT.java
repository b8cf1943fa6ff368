// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/** What one account costs the servers: several connections where the work is worth them, and nothing for folders at rest. */
@RealServers
class CountersIT {
    private static final int MESSAGES = 400;
    private final String user = Users.fresh("count");
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    @RegisterExtension
    final InProcess line = new InProcess();

    /** One connection's command waits until another one sends such a command too: both are at work at the same time. */
    private static final class Meeting {
        private final CountDownLatch second = new CountDownLatch(2);
        private final Set<Thread> connections = ConcurrentHashMap.newKeySet();
        private final Pattern command;

        Meeting(String command) {
            this.command = Pattern.compile(command);
        }

        String hear(String request) {
            if (command.matcher(request).find()) {
                if (connections.add(Thread.currentThread())) { // LyingLine has one for each connection
                    second.countDown();
                }
                try {
                    second.await(5, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return request;
        }

        boolean tookPlace() {
            return second.getCount() == 0;
        }
    }

    private void fill(String... folders) {
        Mailbox source = line.source(user).create(folders);
        for (String folder : folders) {
            source.append(IntStream.range(0, MESSAGES)
                    .mapToObj(i -> Mail.of(folder + i, "body " + i).in(folder))
                    .toList());
        }
    }

    @Test
    void oneAccountIsReadAndWrittenByConnectionsAtTheSameTime() throws Exception {
        fill("Left", "Right");
        Meeting reading = new Meeting("^\\S+ UID FETCH .*BODY");
        Meeting writing = new Meeting("^\\S+ APPEND ");
        try (LyingLine from = new LyingLine(Dovecot.source().imapPort(), reading::hear, answer -> answer);
                LyingLine to = new LyingLine(Dovecot.target().imapPort(), writing::hear, answer -> answer)) {
            AccountResult result = line.with("mailmig.source.uri", "imap://127.0.0.1:" + from.port())
                    .with("mailmig.target.uri", "imap://127.0.0.1:" + to.port())
                    .clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        }
        assertThat(reading.tookPlace()).describedAs("two FETCH at a time").isTrue();
        assertThat(writing.tookPlace()).describedAs("two APPEND at a time").isTrue();
    }

    @Test
    void aFolderAtRestIsVerifiedByItsCountersAlone() throws Exception {
        fill("Still", "Busy");
        try (LyingLine from = recorded(Dovecot.source());
                LyingLine to = recorded(Dovecot.target())) {
            clonedOver(from, to);
            asked.clear();
            // Not a new message: whether the target has that already is asked of all folders.
            line.source(user).store("Busy", "1", "+FLAGS", "\\Flagged");
            AccountResult again = line.clone(user);
            assertThat(again.outcome).describedAs(again.reason).isEqualTo(Outcome.DONE);
            assertThat(again.updated).isEqualTo(1);
            assertThat(again.folders)
                    .filteredOn(folder -> folder.source().equals("Still"))
                    .singleElement()
                    .satisfies(folder -> assertThat(folder.verified()).isEqualTo(MESSAGES));
        }
        assertThat(opened("Busy")).isNotEmpty();
        assertThat(opened("Still")).isEmpty();
        for (String counter : List.of("UIDVALIDITY", "UIDNEXT", "MESSAGES", "HIGHESTMODSEQ")) {
            assertThat(asked).anyMatch(request -> request.contains("STATUS") && request.contains(counter));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a flag", "a new message", "a removed message", "a new folder of this name"})
    void aFolderWhoseCountersMoveBeforeTheVerifyIsLookedAt(String change) throws Exception {
        fill("Still");
        try (LyingLine from = recorded(Dovecot.source());
                LyingLine to = recorded(Dovecot.target())) {
            clonedOver(from, to);
            asked.clear();
            line.meanwhile(() -> make(change, line.target(user))).clone(user);
        }
        assertThat(opened("Still")).isNotEmpty();
    }

    private static void make(String change, Mailbox target) {
        switch (change) {
            case "a flag" -> target.store("Still", "1", "+FLAGS", "\\Flagged");
            case "a new message" -> target.append(Mail.of("own", "own").in("Still"));
            case "a removed message" -> target.remove("Still", "1");
            default -> target.drop("Still").create("Still");
        }
    }

    private LyingLine recorded(Dovecot server) throws Exception {
        UnaryOperator<String> hear = request -> {
            asked.add(request);
            return request;
        };
        return new LyingLine(server.imapPort(), hear, answer -> answer);
    }

    private void clonedOver(LyingLine from, LyingLine to) {
        AccountResult result = line.with("mailmig.source.uri", "imap://127.0.0.1:" + from.port())
                .with("mailmig.target.uri", "imap://127.0.0.1:" + to.port())
                .clone(user);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
    }

    private List<String> opened(String folder) {
        return asked.stream()
                .filter(request -> request.matches("(?s)\\S+ (SELECT|EXAMINE) .*" + folder + ".*"))
                .toList();
    }
}
