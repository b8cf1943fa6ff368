// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.config.Secret;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.text.UidSet;

/** What servers answer, whole and in pieces, as asked and unasked. */
class ResponsesTest {
    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    private static List<MessageInfo> facts(ImapConnection connection, long last) throws IOException {
        List<MessageInfo> facts = new ArrayList<>();
        connection.fetchFacts(UidSet.range(1, last), facts::add);
        return facts;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void everythingIsReadTheSameInPiecesOfAnySize(int octets) throws Exception {
        server.inPiecesOf(octets)
                .offers("LIST-EXTENDED LIST-STATUS SPECIAL-USE CONDSTORE UIDPLUS MULTIAPPEND LITERAL+")
                .on(
                        "LIST .*RETURN.*",
                        "* LIST (\\HasNoChildren \\Subscribed) \"/\" INBOX",
                        "* STATUS INBOX (MESSAGES 2 UIDNEXT 9 UIDVALIDITY 5 HIGHESTMODSEQ 77)",
                        "* LIST (\\Junk) \"/\" {10}\r\nSp\"am\\ &-x",
                        "* STATUS {10}\r\nSp\"am\\ &-x (UIDNEXT 1 (ODD (x)) MESSAGES 0 UIDVALIDITY 6)",
                        "* LIST (\\NoSelect) NIL \"Gr&APwA3w-e\" (\"CHILDINFO\" (\"SUBSCRIBED\"))",
                        "T OK done")
                .on(
                        "UID FETCH .*BODY.PEEK\\[\\].*",
                        "* 1 FETCH (UID 3 BODY[] {5}\r\na\r\nb))",
                        "* 7 EXISTS",
                        "* 2 FETCH (BODY[] \"q\\\"uoted\" UID 8)",
                        "* 3 FETCH (UID 9 BODY[] NIL)",
                        "* 4 FETCH (UID 10 BODY[] {0}\r\n)",
                        "T OK done");
        try (ImapConnection connection = server.connect()) {
            List<ListedFolder> folders = connection.list();
            assertThat(folders).extracting(ListedFolder::name).containsExactly("INBOX", "Sp\"am\\ &x", "Grüße");
            assertThat(folders.get(0).status()).isEqualTo(new FolderStatus(2, 5, 9, 77));
            assertThat(folders.get(0).subscribed()).isTrue();
            assertThat(folders.get(1).status()).isEqualTo(new FolderStatus(0, 6, 1, 0));
            assertThat(folders.get(1).attributes()).contains("\\junk");
            assertThat(folders.get(2).selectable()).isFalse();
            assertThat(folders.get(2).separator()).isEqualTo((char) 0);
            List<String> texts = new ArrayList<>();
            connection.fetchBodies(
                    UidSet.range(1, 20),
                    (uid, size, in) -> texts.add(
                            uid + ":" + size + ":" + new String(in.readAllBytes(), StandardCharsets.US_ASCII)));
            assertThat(texts).containsExactly("3:5:a\r\nb)", "0:7:q\"uoted");
            connection.noop();
        }
    }

    @Test
    void factsComeInAnyOrderOnceEachAndNothingUnasked() throws Exception {
        server.on(
                "UID FETCH .*",
                "* 1 FETCH (RFC822.SIZE 10 INTERNALDATE \" 1-Feb-2024 10:20:30 +0130\" UID 4 FLAGS (\\Seen $Junk))",
                "* 2 FETCH (FLAGS (\\Deleted))",
                "* 9 FETCH (UID 99 FLAGS () INTERNALDATE \"01-Feb-2024 10:20:30 +0000\" RFC822.SIZE 1)",
                "* 2 FETCH (UID 5 FLAGS () INTERNALDATE \"31-Feb-2024 10:20:30 +0000\" RFC822.SIZE 11 X-NEW (a (b \"c\")))",
                "* 3 EXPUNGE",
                "* OK [HIGHESTMODSEQ 7] by the way",
                "* 1 FETCH (RFC822.SIZE 10 INTERNALDATE \" 1-Feb-2024 10:20:30 +0130\" UID 4 FLAGS (\\Seen $Junk))",
                "* 3 FETCH (UID 6 FLAGS (\\Recent))",
                "* 3 FETCH (RFC822.SIZE 12 INTERNALDATE NIL)",
                "T OK done");
        try (ImapConnection connection = server.connect()) {
            assertThat(facts(connection, 10))
                    .containsExactly(
                            new MessageInfo(
                                    4,
                                    Flags.of("\\Seen", "$Junk"),
                                    OffsetDateTime.parse("2024-02-01T10:20:30+01:30"),
                                    10,
                                    0),
                            new MessageInfo(5, Flags.NONE, null, 11, 0),
                            new MessageInfo(6, Flags.NONE, null, 12, 0));
        }
    }

    @Test
    void sizesOfFoldersComeWithTheListIfTheyAreOffered() throws Exception {
        server.offers("LIST-EXTENDED LIST-STATUS CONDSTORE STATUS=SIZE")
                .on(
                        "LIST .*STATUS \\(MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ SIZE\\)\\)",
                        "* LIST () \"/\" INBOX",
                        "* STATUS INBOX (MESSAGES 2 SIZE 6442450944 UIDNEXT 9 UIDVALIDITY 5 HIGHESTMODSEQ 77)",
                        "T OK done");
        try (ImapConnection connection = server.connect()) {
            assertThat(connection.listWithOctets().get(0).status())
                    .isEqualTo(new FolderStatus(2, 5, 9, 77, 6_442_450_944L));
        }
    }

    @Test
    void sizesAreNotRequestedIfTheyAreNotOffered() throws Exception {
        server.on("LIST \"\" \"\\*\"", "* LIST () \"/\" INBOX", "T OK done")
                .on("LSUB .*", "T OK done")
                .on(
                        "STATUS \"INBOX\" \\(MESSAGES UIDNEXT UIDVALIDITY\\)",
                        "* STATUS INBOX (MESSAGES 2 UIDNEXT 9 UIDVALIDITY 5)",
                        "T OK done");
        try (ImapConnection connection = server.connect()) {
            assertThat(connection.listWithOctets().get(0).status()).isEqualTo(new FolderStatus(2, 5, 9, 0, -1));
        }
    }

    @Test
    void withoutExtensionsFoldersAreListedAndCountedOneByOne() throws Exception {
        server.on("LIST \"\" \"\\*\"", "* LIST () \".\" INBOX", "* LIST () \".\" \"closed\"", "T OK done")
                .on("LSUB .*", "* LSUB () \".\" inbox", "T OK done")
                .on("STATUS \"INBOX\".*", "* STATUS \"inbox\" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 3)", "T OK done")
                .on("STATUS \"closed\".*", "T NO [NOPERM] not yours");
        try (ImapConnection connection = server.connect()) {
            List<ListedFolder> folders = connection.list();
            assertThat(folders).extracting(ListedFolder::subscribed).containsExactly(true, false);
            assertThat(folders.get(0).status()).isEqualTo(new FolderStatus(1, 3, 2, 0));
            assertThat(folders.get(1).status()).isNull();
        }
    }

    @Test
    void foldersBelowAPrefixAreListedAgainWhereNoneWasExpected() throws Exception {
        server.offers("NAMESPACE LIST-EXTENDED LIST-STATUS")
                .on("NAMESPACE", "* NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\")) NIL", "T OK x")
                .on(
                        "LIST \"\" \"\\*\" RETURN.*",
                        "* LIST () \".\" INBOX",
                        "* LIST () \".\" user.bert",
                        "* STATUS user.bert (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 3)",
                        "T OK done")
                .on(
                        "LIST \"\" \\(\"INBOX\" \"INBOX\\.\\*\"\\) RETURN.*",
                        "* LIST () \".\" INBOX",
                        "* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 3)",
                        "* LIST () \".\" INBOX.a",
                        "* STATUS INBOX.a (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 4)",
                        "T OK done");
        try (ImapConnection connection = server.connect()) {
            assertThat(connection.list()).extracting(ListedFolder::name).containsExactly("INBOX", "INBOX.a");
            assertThat(connection.personalPrefix()).isEqualTo("INBOX.");
            assertThat(connection.roundTrip()).isPositive();
        }
        assertThat(server.commands).filteredOn("NAMESPACE"::equals).hasSize(1);
    }

    @Test
    void namespacesThatOneConnectionKnowsAreNotRequestedAgain() throws Exception {
        server.offers("NAMESPACE LIST-EXTENDED").on("LIST .*", "* LIST () \"/\" INBOX", "T OK done");
        try (ImapConnection first = server.connect();
                ImapConnection second = server.connect()) {
            first.list();
            second.learnNamespaces(first);
            assertThat(second.list()).extracting(ListedFolder::name).containsExactly("INBOX");
        }
        assertThat(server.commands).filteredOn("NAMESPACE"::equals).hasSize(1);
    }

    @Test
    void foldersOfOthersAreNotTheUsersOwn() throws Exception {
        server.offers("NAMESPACE")
                .on(
                        "NAMESPACE",
                        "* NAMESPACE ((\"\" \"/\")) ((\"user/\" \"/\")) ((\"shared/\" \"/\" \"X\" (\"y\")))",
                        "T OK x")
                .on(
                        "LIST \"\" \"\\*\"",
                        "* LIST () \"/\" INBOX",
                        "* LIST () \"/\" \"user/bert\"",
                        "* LIST () \"/\" \"shared\"",
                        "* LIST () \"/\" \"shared-ideas\"",
                        "T OK done");
        try (ImapConnection connection = server.connect()) {
            assertThat(connection.list()).extracting(ListedFolder::name).containsExactly("INBOX", "shared-ideas");
        }
    }

    @Test
    void selectionReportsCountersAndFlags() throws Exception {
        server.offers("CONDSTORE")
                .on(
                        "EXAMINE .*",
                        "* FLAGS (\\Seen a)",
                        "* 3 EXISTS",
                        "* OK [UIDVALIDITY 4] x",
                        "* OK [UIDNEXT 5] x",
                        "* OK [PERMANENTFLAGS (\\Seen odd]word \\*)] x",
                        "* OK [HIGHESTMODSEQ 6] x",
                        "T OK [READ-ONLY] done")
                .on("SELECT .*", "* FLAGS (\\Seen a)", "* 0 EXISTS", "* OK [NOMODSEQ] x", "T OK [READ-WRITE] done");
        try (ImapConnection connection = server.connect()) {
            SelectedFolder folder = connection.examine("INBOX");
            assertThat(folder.status()).isEqualTo(new FolderStatus(3, 4, 5, 6));
            assertThat(folder.permanentFlags()).containsExactlyInAnyOrder("\\Seen", "odd]word", "\\*");
            assertThat(folder.readOnly()).isTrue();
            assertThat(connection.select("INBOX").permanentFlags()).containsExactlyInAnyOrder("\\Seen", "a");
            facts(connection, 3);
            assertThat(server.commands.get(server.commands.size() - 1)).doesNotContain("MODSEQ");
        }
    }

    @Test
    void searchIsReadInBothForms() throws Exception {
        server.on("UID SEARCH UID 5:\\*", "* SEARCH 9 5 7 6 3", "T OK done");
        try (ImapConnection connection = server.connect()) {
            assertThat(connection.searchFrom(5)).hasToString("5:7,9");
        }
        server.offers("ESEARCH").on("UID SEARCH RETURN.*", "* ESEARCH (TAG \"x\") UID COUNT 3 ALL 9,5:7", "T OK done");
        try (ImapConnection connection = server.connect()) {
            assertThat(connection.searchFrom(6)).hasToString("6:7,9");
        }
    }

    @Test
    void aServerThatFallsSilentInALiteralIsGivenUp() throws Exception {
        server.on("UID FETCH .*", "* 1 FETCH (UID 1 BODY[] {100}\r\nhalf");
        try (ImapConnection connection = ImapConnection.open(
                server.address(ServerAddress.Tls.NONE, null, Duration.ofMillis(300)),
                new Login(Login.Style.PASSWORD, "anna", null, () -> Secret.of("x")))) {
            assertThatThrownBy(() -> connection.fetchBodies(UidSet.range(1, 1), (uid, size, in) -> in.readAllBytes()))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("server source (127.0.0.1:")
                    .hasMessageContaining("did not answer in time");
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void aBlockedCallEndsAtOnceWhenTheLineIsDropped() throws Exception {
        server.on("NOOP", "HANG");
        ImapConnection connection = server.connect();
        Thread other = new Thread(() -> {
            while (!server.commands.contains("NOOP")) {
                Thread.onSpinWait();
            }
            connection.abort();
        });
        other.start();
        assertThatThrownBy(connection::noop).isInstanceOf(ConnectionLostException.class);
        other.join();
    }

    @Test
    void whatIsLeftUnreadIsSkippedAndAConsumerThatFailsClosesTheLine() throws Exception {
        server.on(
                "UID FETCH .*",
                "* 1 FETCH (UID 1 BODY[] {10}\r\n0123456789)",
                "* 2 FETCH (UID 2 BODY[] {1}\r\nx)",
                "T OK");
        try (ImapConnection connection = server.connect()) {
            List<Long> uids = new ArrayList<>();
            connection.fetchBodies(UidSet.range(1, 2), (uid, size, in) -> uids.add(uid + in.read() * 0L));
            assertThat(uids).containsExactly(1L, 2L);
            assertThatThrownBy(() -> connection.fetchBodies(UidSet.range(1, 2), (uid, size, in) -> {
                        throw new IOException("full");
                    }))
                    .hasMessage("full");
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* 1 FETCH (UID 1 FLAGS (\\Seen",
                "* 1 FETCH (((((((((((((((((((((((((((((((((((((((((((((((",
                "* 1 FETCH (UID 1 BODY[] {99999999999999999999}",
                "* 1 FETCH (X {12x}",
                "nonsense",
                "M999 OK not yours",
                "+ more?",
            })
    void whatIsNoImapEndsInOneSentenceAndAClosedLine(String line) throws Exception {
        server.on("UID FETCH .*", line, "", "T OK done");
        try (ImapConnection connection = server.connect()) {
            assertThatThrownBy(() -> facts(connection, 1))
                    .isInstanceOf(ImapException.class)
                    .hasMessageContaining("server source (127.0.0.1:");
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void anEndlessLineIsNotCollected() throws Exception {
        server.on("NOOP", "* OK " + "x".repeat(2 << 20), "T OK done");
        try (ImapConnection connection = server.connect()) {
            assertThatThrownBy(connection::noop)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("does not end");
        }
    }

    @Test
    void aHugeSetGoesInLinesThatServersRead() throws Exception {
        List<Long> odd = new ArrayList<>();
        for (long uid = 1_000_001; uid < 1_040_000; uid += 2) {
            odd.add(uid);
        }
        try (ImapConnection connection = server.connect()) {
            connection.store(UidSet.of(odd), true, Flags.of("\\Seen"));
        }
        List<String> stores =
                server.commands.stream().filter(c -> c.startsWith("UID STORE")).toList();
        assertThat(stores).hasSizeGreaterThan(10).allSatisfy(command -> assertThat(command.length())
                .isLessThan(8_000));
        UidSet all = UidSet.empty();
        for (String store : stores) {
            all = all.plus(UidSet.parse(store.split(" ")[2]));
        }
        assertThat(all).isEqualTo(UidSet.of(odd));
    }

    @Test
    void noNameBringsACommandAlong() throws Exception {
        try (ImapConnection connection = server.connect()) {
            assertThatThrownBy(() -> connection.create("a\r\nM9 DELETE INBOX", null))
                    .isInstanceOf(IllegalArgumentException.class);
            connection.create("a\" DELETE", null);
            connection.create("\u00fc", null);
        }
        assertThat(server.commands).contains("CREATE \"a\\\" DELETE\"", "CREATE <\u00fc>");
        assertThat(server.commands).noneMatch(command -> command.startsWith("DELETE"));
    }

    @Test
    void anAppendCarriesSystemFlagsAndTheKeywordsThatTheFolderKeeps() {
        Flags wanted = Flags.of("\\Seen", "\\Deleted", "$Label", "bad]word", "b d", "\\Odd", "o'dd", "k".repeat(51));
        Flags all = Flags.of("\\Seen", "\\Deleted", "$Label");
        assertThat(PermanentFlags.appendable(wanted, Set.of("\\seen", "\\*"))).isEqualTo(all);
        assertThat(PermanentFlags.appendable(wanted, Set.of("\\*"))).isEqualTo(all);
        assertThat(PermanentFlags.appendable(wanted, Set.of("\\Deleted", "$label")))
                .isEqualTo(all);
        assertThat(PermanentFlags.appendable(wanted, Set.of())).isEqualTo(Flags.of("\\Seen", "\\Deleted"));
    }

    @Test
    void aTildeIsPartOfANameUnlessItAnnouncesALiteral() throws Exception {
        server.on("LIST .*", "* LIST (\\HasNoChildren) \"/\" ~old", "* LIST (\\HasNoChildren) \"/\" ~", "T OK done")
                .on("EXAMINE .*", "* FLAGS (\\Seen ~todo)", "* OK [UIDVALIDITY 5] it is", "T OK done")
                .on(
                        "UID FETCH .*",
                        "* 1 FETCH (ODD ~{10}\r\n) * 2 (x\r\n UID 3 FLAGS (~todo) RFC822.SIZE 7)",
                        "T OK done");
        try (ImapConnection connection = server.connect()) {
            assertThat(connection.list()).extracting(ListedFolder::rawName).contains("~old", "~");
            connection.examine("~old");
            assertThat(facts(connection, 9)).singleElement().satisfies(fact -> {
                assertThat(fact.uid()).isEqualTo(3);
                assertThat(fact.flags()).isEqualTo(Flags.of("~todo"));
            });
        }
    }
}
