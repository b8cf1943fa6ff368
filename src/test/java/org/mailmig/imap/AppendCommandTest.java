// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.Flags;

/** APPEND under the rule that no message may ever be read as commands. */
class AppendCommandTest {
    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    private static AppendMessage message(int size, String... flags) {
        return new AppendMessage(
                Flags.of(flags),
                OffsetDateTime.parse("2024-02-03T04:05:06+01:00"),
                size,
                out -> out.write("x".repeat(size).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    private AppendResult append(AppendMessage... messages) throws IOException {
        try (ImapConnection connection = server.connect()) {
            return connection.append("INBOX", List.of(messages));
        }
    }

    @Test
    void severalGoInOneCommandAndTheUidsComeInOrder() throws Exception {
        server.offers("MULTIAPPEND LITERAL+ UIDPLUS").on("APPEND .*", "T OK [APPENDUID 7 9,4:5] done");
        AppendResult appended = append(message(3, "\\Seen", "$Label"), message(2), message(1));
        assertThat(appended).isEqualTo(new AppendResult(7, List.of(9L, 4L, 5L)));
        assertThat(server.commands)
                .contains("APPEND \"INBOX\" ($Label \\Seen) \"03-Feb-2024 04:05:06 +0100\" <xxx>"
                        + " \"03-Feb-2024 04:05:06 +0100\" <xx> \"03-Feb-2024 04:05:06 +0100\" <x>");
        assertThat(server.literals).containsExactly("{3+}", "{2+}", "{1+}");
    }

    @ParameterizedTest
    @CsvSource({
        "LITERAL+, 4097, {4097+}",
        "LITERAL+, 1048576, {1048576+}",
        "LITERAL+, 1048577, {1048577}",
        "LITERAL-, 4096, {4096+}",
        "LITERAL-, 4097, {4097}",
        "NOTHING, 1, {1}",
        "LITERAL+ APPENDLIMIT=1000, 501, {501}",
        "LITERAL+ APPENDLIMIT=1000, 500, {500+}"
    })
    void onlyWhatTheServerWillTakeGoesUnasked(String offered, int size, String announced) throws Exception {
        server.offers(offered);
        append(message(size));
        assertThat(server.literals).containsExactly(announced);
    }

    @Test
    void withoutMultiappendTheyAreSentOneByOne() throws Exception {
        server.offers("UIDPLUS")
                .on("APPEND .*<x>", "T OK [APPENDUID 7 4] done")
                .on("APPEND .*", "T OK [APPENDUID 7 5] done");
        assertThat(append(message(1), message(2)).uids()).containsExactly(4L, 5L);
    }

    @Test
    void aRefusalInTheMiddleReportsWhatWasStored() {
        server.offers("UIDPLUS")
                .on("APPEND .*<xx>", "T NO [OVERQUOTA] full")
                .on("APPEND .*", "T OK [APPENDUID 7 4] done");
        assertThatThrownBy(() -> append(message(1), message(2), message(3)))
                .isInstanceOfSatisfying(CommandRefusedException.class, e -> {
                    assertThat(e.code()).isEqualTo("OVERQUOTA");
                    assertThat(e.stored()).isEqualTo(new AppendResult(7, List.of(4L)));
                });
        assertThat(server.commands).noneMatch(command -> command.endsWith("<xxx>"));
    }

    @Test
    void aRefusalWithoutTheUidsOfTheOthersIsAnUnknownOutcome() {
        server.on("APPEND .*<xx>", "T NO full");
        assertThatThrownBy(() -> append(message(1), message(2))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aRefusalOfTheLiteralComesBeforeAByteOfIt() throws Exception {
        server.refusesLiterals("T NO [TOOBIG] too big");
        try (ImapConnection connection = server.connect()) {
            assertThatThrownBy(() -> connection.append("INBOX", List.of(message(10))))
                    .isInstanceOfSatisfying(CommandRefusedException.class, e -> assertThat(e.code())
                            .isEqualTo("TOOBIG"));
            connection.noop();
        }
        assertThat(server.commands).contains("(refused)", "NOOP");
    }

    @Test
    void aSyntaxErrorDropsTheLine() throws Exception {
        server.offers("LITERAL+").on("APPEND .*", "T BAD what?");
        try (ImapConnection connection = server.connect()) {
            assertThatThrownBy(() -> connection.append("INBOX", List.of(message(10))))
                    .isInstanceOf(ProtocolException.class);
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void nothingThatAServerCouldCallASyntaxErrorPrecedesTheText() throws Exception {
        server.offers("LITERAL+");
        append(message(1, "\\Bogus", "a b", "c]", "(", "{5}", "\u00fc", "%", "ok", "\\Recent"));
        assertThat(server.commands).contains("APPEND \"INBOX\" (ok) \"03-Feb-2024 04:05:06 +0100\" <x>");
    }

    @Test
    void afterAnUnusuallyLongKeywordTheServerIsAskedFirst() throws Exception {
        server.offers("LITERAL+");
        append(message(1, "k".repeat(51)));
        append(message(1, "k".repeat(50)));
        assertThat(server.literals).containsExactly("{1}", "{1+}");
    }

    @ParameterizedTest
    @CsvSource({
        "1900-01-01T00:00:00Z, 01-Jan-1970 00:00:01 +0000",
        "0000-01-01T00:00:00Z, 01-Jan-1970 00:00:01 +0000",
        "9999-12-31T00:00:00Z, 31-Dec-2037 23:59:59 +0000",
        "1970-01-01T00:30:00+01:00, 01-Jan-1970 00:00:01 +0000",
        "2037-12-31T23:30:00-01:00, 31-Dec-2037 23:59:59 +0000",
        "2024-01-01T00:00:00+18:00, 31-Dec-2023 06:00:00 +0000",
        "2024-07-01T08:09:10-03:30, 01-Jul-2024 08:09:10 -0330"
    })
    void datesAreRenderedSoThatEveryServerTakesThem(String date, String rendered) throws Exception {
        append(new AppendMessage(Flags.NONE, OffsetDateTime.parse(date), 1, out -> out.write('x')));
        assertThat(server.commands).contains("APPEND \"INBOX\" \"" + rendered + "\" <x>");
    }

    @Test
    void anEmptyMessageIsNotSent() {
        assertThatThrownBy(() -> append(message(1), message(0))).isInstanceOf(IllegalArgumentException.class);
        assertThat(server.commands).noneMatch(command -> command.startsWith("APPEND"));
    }

    @ParameterizedTest
    @CsvSource({"4, 3", "2, 3"})
    void aTextOfAnotherLengthThanAnnouncedDropsTheLineBeforeItDoesHarm(int octets, int announced) throws Exception {
        server.offers("LITERAL+");
        try (ImapConnection connection = server.connect()) {
            AppendMessage wrong = new AppendMessage(Flags.NONE, null, announced, out -> out.write(new byte[octets]));
            assertThatThrownBy(() -> connection.append("INBOX", List.of(wrong))).hasMessageContaining("than announced");
            assertThat(connection.isOpen()).isFalse();
        }
        assertThat(server.commands).noneMatch(command -> command.startsWith("APPEND"));
    }
}
