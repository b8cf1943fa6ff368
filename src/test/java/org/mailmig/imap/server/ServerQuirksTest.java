// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.text.UidSet;

/** One lost connection made every command of the account wait for the one before, until the process ended. */
class ServerQuirksTest {
    private static final String USER = "anna";

    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    private final AtomicLong clock = new AtomicLong();
    private final ServerQuirks quirks = new ServerQuirks(clock::get);

    private void passes(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private boolean pipelines() {
        return !quirks.lacks(Feature.PIPELINING, USER);
    }

    private static void lookAt(ReadOnlyConnection connection) throws IOException {
        List<FolderQuery> looks = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            looks.add(new FolderQuery(name, UidSet.range(1, 9), message -> {}));
        }
        connection.examineEach(looks);
    }

    private void breaks() throws IOException {
        try (ReadOnlyConnection connection = server.connect(quirks)) {
            passes(Duration.ofSeconds(1));
            assertThatThrownBy(() -> lookAt(connection)).isInstanceOf(ConnectionLostException.class);
        }
    }

    @Test
    void oneLostConnectionChangesNothing() throws Exception {
        server.on("EXAMINE .*", "CLOSE");
        breaks();
        assertThat(pipelines()).isTrue();
    }

    @Test
    void aSecondOneAtPipelinedCommandsDoesForAWhile() throws Exception {
        server.on("EXAMINE .*", "CLOSE");
        breaks();
        breaks();
        assertThat(pipelines()).isFalse();
        assertThat(quirks.lacks(Feature.PIPELINING, "berta")).isFalse();
        passes(QuirkTerm.FIRST);
        assertThat(pipelines()).as("tried again").isTrue();
    }

    @Test
    void aSecondOneMuchLaterIsAnotherFirstOne() throws Exception {
        server.on("EXAMINE .*", "CLOSE");
        breaks();
        passes(QuirkTerm.FIRST.plusMinutes(1));
        breaks();
        assertThat(pipelines()).isTrue();
    }

    /** A server that goes down takes all connections of an account with it. */
    @Test
    void severalThatBreakAtTheSameTimeAreOneEvent() throws Exception {
        server.on("EXAMINE .*", "CLOSE");
        try (ReadOnlyConnection one = server.connect(quirks);
                ReadOnlyConnection other = server.connect(quirks)) {
            passes(Duration.ofSeconds(1));
            assertThatThrownBy(() -> lookAt(one)).isInstanceOf(ConnectionLostException.class);
            assertThatThrownBy(() -> lookAt(other)).isInstanceOf(ConnectionLostException.class);
        }
        assertThat(pipelines()).isTrue();
    }

    @Test
    void whatWasLearntOfOneAnswerIsTriedAgainAndThenLeftOutForLonger() {
        for (Feature feature : Feature.values()) {
            if (!feature.isTriedAgain()) {
                continue;
            }
            quirks.refuse(feature, "server", "answers BAD");
            assertThat(quirks.lacks(feature, USER)).as("%s", feature).isTrue();
            passes(QuirkTerm.FIRST);
            assertThat(quirks.lacks(feature, USER)).as("%s", feature).isFalse();
            quirks.refuse(feature, "server", "answers BAD");
            passes(QuirkTerm.FIRST);
            assertThat(quirks.lacks(feature, USER)).as("%s", feature).isTrue();
            passes(QuirkTerm.FIRST);
            assertThat(quirks.lacks(feature, USER)).as("%s", feature).isFalse();
        }
        assertThat(quirks.takeNew()).as("said once").hasSize(Feature.values().length - 1);
    }

    /** A server that reads a literal as commands does so each time. */
    @Test
    void nonSynchronizingLiteralsAreNotTriedAgain() {
        quirks.doubt(Feature.LITERALS, USER, "server", "answers BAD");
        passes(Duration.ofDays(1));
        assertThat(quirks.lacks(Feature.LITERALS, USER)).isTrue();
        quirks.acquit(Feature.LITERALS, USER);
        assertThat(quirks.lacks(Feature.LITERALS, USER)).isFalse();
    }
}
