// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.FolderExtras;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.imap.text.UidSet;

/** A server that announced an extension and refused it stopped every account. Now the command is sent without it, with one notice. */
class AnnouncedAndRefusedTest {
    private static final UidSet ALL = UidSet.range(1, 0xFFFFFFFFL);
    private static final String FACTS =
            "* 1 FETCH (UID 4 FLAGS (\\Seen) INTERNALDATE \"01-Feb-1995 10:20:30 +0000\" RFC822.SIZE 9)\r\nT OK done";

    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    private final ServerQuirks known = new ServerQuirks();

    private List<MessageInfo> examined(ImapConnection connection, String folder) throws IOException {
        List<MessageInfo> facts = new ArrayList<>();
        assertThat(connection.examine(folder, ALL, facts::add).status().messages())
                .isOne();
        return facts;
    }

    private void saidOnce(Feature... features) {
        assertThat(known.takeNew()).extracting(ServerQuirks.Quirk::feature).containsExactly(features);
        assertThat(known.takeNew()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BAD", "NO", "NO [CANNOT]"})
    void aFolderIsOpenedWithoutCondstore(String answer) throws Exception {
        server.offers("CONDSTORE")
                .on("EXAMINE .*CONDSTORE.*", "T " + answer + " what is that")
                .on("EXAMINE .*", "* 1 EXISTS", "T OK done")
                .on("UID FETCH .*", FACTS);
        try (ImapConnection connection = server.connect(known)) {
            assertThat(examined(connection, "INBOX")).hasSize(1);
            assertThat(examined(connection, "Sent")).hasSize(1);
            assertThat(connection.examine("Third").status().messages()).isOne();
        }
        try (ImapConnection other = server.connect(known)) {
            assertThat(examined(other, "INBOX")).hasSize(1);
        }
        assertThat(server.commands)
                .filteredOn(each -> each.contains("CONDSTORE"))
                .hasSize(1);
        saidOnce(Feature.CONDSTORE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NO Request is throttled. Suggested Backoff Time: 10 milliseconds",
                "BAD Request is throttled. Suggested Backoff Time: 10 milliseconds",
                "NO Server is busy",
                "NO Too many connections, try again later"
            })
    void aServerThatAsksForPatienceLacksNoFeature(String answer) throws Exception {
        server.offers("CONDSTORE").inTurn("EXAMINE .*", "T " + answer, "* 1 EXISTS\r\nT OK done");
        try (ImapConnection connection = server.connect(known)) {
            assertThatThrownBy(() -> connection.examine("INBOX")).isInstanceOf(ImapException.class);
        }
        try (ImapConnection connection = server.connect(known)) {
            connection.examine("INBOX");
        }
        assertThat(server.commands)
                .filteredOn(each -> each.startsWith("EXAMINE"))
                .hasSize(2)
                .allMatch(each -> each.contains("CONDSTORE"));
        saidOnce();
    }

    @Test
    void aFolderThatIsNotThereSaysNothingOfCondstore() throws Exception {
        server.offers("CONDSTORE").on("EXAMINE .*", "T NO no such folder");
        try (ImapConnection connection = server.connect(known)) {
            assertThatThrownBy(() -> connection.examine("Gone")).isInstanceOf(CommandRefusedException.class);
            assertThat(connection.offers("CONDSTORE")).isTrue();
            assertThat(connection.isOpen()).isTrue();
        }
        saidOnce();
    }

    @Test
    void whatIsBadInAnyFormIsAFaultAndClosesTheConnection() throws Exception {
        server.offers("CONDSTORE").on("EXAMINE .*", "T BAD no");
        try (ImapConnection connection = server.connect(known)) {
            assertThatThrownBy(() -> connection.examine("INBOX")).isInstanceOf(ProtocolException.class);
            assertThat(connection.isOpen()).isFalse();
        }
        saidOnce();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".*HIGHESTMODSEQ.*|CONDSTORE",
                "LIST .*STATUS .*|LIST_STATUS",
                "LIST .*SPECIAL-USE.*|LIST_SPECIAL_USE",
                "LIST .*RETURN.*|LIST_EXTENDED",
            })
    void foldersAreListedMorePlainly(String refused, Feature feature) throws Exception {
        for (String answer : List.of("BAD", "NO")) {
            ServerQuirks quirks = new ServerQuirks();
            try (ScriptedServer own = new ScriptedServer()) {
                own.offers("LIST-EXTENDED LIST-STATUS SPECIAL-USE CONDSTORE NAMESPACE")
                        .on(refused, "T " + answer + " no")
                        .on(
                                "LIST .*STATUS.*",
                                "* LIST () \"/\" INBOX",
                                "* STATUS INBOX (MESSAGES 2 UIDNEXT 9 UIDVALIDITY 5)",
                                "T OK done")
                        .on("LIST \"\" \"\"", "* LIST (\\Noselect) \"/\" \"\"", "T OK done")
                        .on("LIST .*", "* LIST () \"/\" INBOX", "T OK done")
                        .on("STATUS .*", "* STATUS INBOX (MESSAGES 2 UIDNEXT 9 UIDVALIDITY 5)", "T OK done");
                for (int i = 0; i < 2; i++) {
                    try (ImapConnection connection = own.connect(quirks)) {
                        List<ListedFolder> folders = connection.list();
                        assertThat(folders).hasSize(1);
                        assertThat(folders.get(0).status().messages()).isEqualTo(2);
                    }
                }
                assertThat(quirks.takeNew())
                        .extracting(ServerQuirks.Quirk::feature)
                        .containsExactly(feature);
            }
        }
    }

    @Test
    void severalThatAreRefusedAreGivenUpOneByOne() throws Exception {
        server.offers("LIST-EXTENDED LIST-STATUS CONDSTORE NAMESPACE ESEARCH")
                .on("NAMESPACE", "T BAD no")
                .on("LIST .*RETURN.*", "T BAD no")
                .on(".*HIGHESTMODSEQ.*", "T BAD no")
                .on("UID SEARCH RETURN.*", "T BAD no")
                .on("UID SEARCH .*", "* SEARCH 3 4", "T OK done")
                .on("LIST \"\" \"\\*\"", "* LIST () \"/\" INBOX", "* LIST () \"/\" a", "T OK done")
                .on("STATUS \"INBOX\".*", "* STATUS INBOX (MESSAGES 2 UIDNEXT 9 UIDVALIDITY 5)", "T OK done")
                .on("STATUS \"a\".*", "* STATUS a (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 5)", "T OK done");
        try (ImapConnection connection = server.connect(known)) {
            assertThat(connection.list())
                    .extracting(folder -> folder.status().messages())
                    .containsExactly(2L, 3L);
            assertThat(connection.status("INBOX").messages()).isEqualTo(2);
            connection.examine("INBOX");
            assertThat(connection.searchFrom(1)).isEqualTo(UidSet.of(List.of(3L, 4L)));
        }
        assertThat(known.takeNew())
                .extracting(ServerQuirks.Quirk::feature)
                .containsExactlyInAnyOrder(
                        Feature.NAMESPACE, Feature.LIST_EXTENDED, Feature.CONDSTORE, Feature.ESEARCH);
    }

    private static AppendMessage message(int number) {
        byte[] text = ("text " + number).getBytes(StandardCharsets.US_ASCII);
        return new AppendMessage(Flags.NONE, null, text.length, out -> out.write(text));
    }

    private List<Long> appended() throws IOException {
        try (ImapConnection connection = server.connect(known)) {
            return connection.append("INBOX", List.of(message(1), message(2))).uids();
        }
    }

    private boolean isWorthAnotherTry() {
        try {
            appended();
            return false;
        } catch (IOException e) {
            return e instanceof ProtocolException fault && fault.isSteppedBack();
        }
    }

    @Test
    void messagesAreSentOneByOneIfSeveralAreRefused() throws Exception {
        server.offers("MULTIAPPEND UIDPLUS")
                .on("APPEND .*<.*<.*", "T NO one at a time")
                .on("APPEND .*text 1.*", "T OK [APPENDUID 7 4] done")
                .on("APPEND .*text 2.*", "T OK [APPENDUID 7 5] done");
        assertThat(appended()).containsExactly(4L, 5L);
        assertThat(appended()).containsExactly(4L, 5L);
        assertThat(server.heard("APPEND")).isEqualTo(5);
        saidOnce(Feature.MULTIAPPEND);
    }

    @Test
    void aBadAppendIsTriedWithWaitingLiteralsThenOneByOne() throws Exception {
        server.offers("MULTIAPPEND UIDPLUS LITERAL+")
                .on("APPEND .*<.*<.*", "T BAD one at a time")
                .on("APPEND .*text 1.*", "T OK [APPENDUID 7 4] done")
                .on("APPEND .*text 2.*", "T OK [APPENDUID 7 5] done");
        assertThat(isWorthAnotherTry()).isTrue();
        assertThat(isWorthAnotherTry()).isTrue();
        assertThat(appended()).containsExactly(4L, 5L);
        assertThat(server.literals).containsExactly("{6+}", "{6+}", "{6}", "{6}", "{6}", "{6}");
        saidOnce(Feature.LITERALS, Feature.MULTIAPPEND);
    }

    @Test
    void whereNoFormHelpsTheMessageIsToBlameAndNotTheServer() throws Exception {
        server.offers("MULTIAPPEND UIDPLUS LITERAL+").on("APPEND .*", "T BAD no");
        assertThat(isWorthAnotherTry()).isTrue();
        assertThat(isWorthAnotherTry()).isTrue();
        assertThat(isWorthAnotherTry()).isFalse();
        server.literals.clear();
        assertThat(isWorthAnotherTry()).isTrue();
        assertThat(server.literals).containsExactly("{6+}", "{6+}");
    }

    private Map<String, FolderExtras> annotations() throws IOException {
        try (ImapConnection connection = server.connect(known)) {
            return connection.extras(List.of("INBOX", "Sent", "Drafts"), false, true);
        }
    }

    @Test
    void annotationsAreRequestedWithOptionsAfterTheName() throws Exception {
        server.offers("METADATA")
                .on("GETMETADATA \\(.*", "T BAD what is that")
                .on(
                        "GETMETADATA \"Sent\" \\(MAXSIZE.*",
                        "* METADATA \"Sent\" (/private/x/y \"mine\")",
                        "T OK [METADATA LONGENTRIES 70000] done");
        for (int i = 0; i < 2; i++) {
            Map<String, FolderExtras> found = annotations();
            assertThat(found.get("Sent").annotations()).containsEntry("/private/x/y", "mine");
            assertThat(found.values())
                    .allSatisfy(extras -> assertThat(extras.refused()).isEmpty());
        }
        assertThat(server.heard("GETMETADATA (")).isEqualTo(3);
        saidOnce(Feature.METADATA_OPTIONS);
    }

    @Test
    void annotationsAreAskedForByNameWhereNoOptionIsTaken() throws Exception {
        server.offers("METADATA")
                .on("GETMETADATA .*MAXSIZE.*", "T BAD what is that")
                .on("GETMETADATA \"Sent\" .*", "* METADATA \"Sent\" (/private/comment \"mine\")", "T OK done");
        for (int i = 0; i < 2; i++) {
            assertThat(annotations().get("Sent").annotations()).containsEntry("/private/comment", "mine");
        }
        assertThat(known.takeNew()).singleElement().satisfies(quirk -> {
            assertThat(quirk.feature()).isEqualTo(Feature.METADATA_OPTIONS_BEHIND);
            assertThat(quirk.loses()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"BAD", "NO"})
    void anEmptyFolderIsNoFaultWhateverAFetchInItIsAnswered(String answer) throws Exception {
        server.on("(EXAMINE|SELECT) .*", "* 0 EXISTS", "T OK done").on("UID FETCH .*", "T " + answer + " no messages");
        try (ImapConnection connection = server.connect(known)) {
            List<MessageInfo> facts = new ArrayList<>();
            assertThat(connection.examine("INBOX", ALL, facts::add).status().messages())
                    .isZero();
            connection.examineEach(
                    List.of(new FolderQuery("a", ALL, facts::add), new FolderQuery("b", ALL, facts::add)));
            connection.select("INBOX");
            long before = server.heard("UID FETCH");
            connection.fetchFacts(ALL, facts::add);
            assertThat(server.heard("UID FETCH")).isEqualTo(before);
            assertThat(facts).isEmpty();
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void whatArrivedInAFolderThatWasEmptyIsFetched() throws Exception {
        server.on("SELECT .*", "* 0 EXISTS", "T OK done")
                .on("NOOP", "* 1 EXISTS", "T OK done")
                .on("UID FETCH .*", FACTS);
        try (ImapConnection connection = server.connect(known)) {
            List<MessageInfo> facts = new ArrayList<>();
            connection.select("INBOX");
            connection.fetchFacts(ALL, facts::add);
            assertThat(facts).hasSize(1);
        }
    }

    @Test
    void emptyLinesWithinAndBetweenResponsesAreSkipped() throws Exception {
        server.on(
                "UID FETCH .*BODY.*",
                "* 1 FETCH (UID 3 BODY[] {3}\r\na\r\n\r\n)",
                "* 2 FETCH (UID 4 BODY[] {3}\r\nb\r\n",
                "",
                " FLAGS (\\Seen))",
                "",
                "* 3 FETCH (BODY[] {3}\r\nc\r\n",
                " X-NEW {1}\r\nx",
                ") ",
                "* 4 FETCH (UID 6 BODY[] {3}\r\nd\r\n",
                "* 5 FETCH (UID 7 BODY[] {3}\r\ne\r\n)",
                "",
                "T OK done");
        try (ImapConnection connection = server.connect(known)) {
            StringBuilder texts = new StringBuilder();
            connection.fetchBodies(UidSet.range(1, 20), (uid, size, in) -> texts.append(uid)
                    .append(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip()));
            assertThat(texts.toString()).isEqualTo("3a4b0c6d7e");
            connection.noop();
        }
    }

    /** Apache James takes the empty name for that of a folder which it does not have: there is nothing to name. */
    @ParameterizedTest
    @CsvSource({"TRYCREATE, ''", "NONEXISTENT, ''", "NOPERM, refused"})
    void aServerWithoutAnnotationsOfItsOwnHidesNone(String code, String hidden) throws Exception {
        server.offers("METADATA")
                .on("GETMETADATA .*\"\".*", "T NO [" + code + "] refused")
                .on("GETMETADATA .*", "T NO [" + code + "] refused");
        try (ImapConnection connection = server.connect(known)) {
            Map<String, FolderExtras> extras = connection.extras(List.of("", "Sent"), false, true);
            assertThat(extras.get("").refused()).contains(hidden).satisfies(text -> assertThat(text.isEmpty())
                    .isEqualTo(hidden.isEmpty()));
            assertThat(extras.get("Sent").refused()).isNotEmpty();
        }
    }
}
