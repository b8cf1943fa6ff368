// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.imap.text.UidSet;

/**
 * A server may refuse a command for more messages than its limit with NO [MESSAGELIMIT n] (RFC 9738) and do nothing of it. A listing of
 * all messages was then given up, and with it the folder; of a search for large messages, a part was taken for all.
 */
class MessageLimitsByRefusalTest {
    private static final UidSet ALL = UidSet.range(1, 0xFFFFFFFFL);
    private static final Pattern SET = Pattern.compile("(\\d+)(?::(\\d+|\\*))?(?:,|\\b|$)");
    private static final int MESSAGES = 10;

    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    private final List<Long> seen = new ArrayList<>();
    /** How many messages FETCH and SEARCH process. */
    private int fetches = MESSAGES;

    private int searches = MESSAGES;

    /** Messages have the UIDs 100, 200 and so on. */
    @BeforeEach
    void serve() {
        server.on("EXAMINE .*", "* " + MESSAGES + " EXISTS", "T OK done")
                .on("UID FETCH .*", () -> fetch(last().replaceAll("UID FETCH (\\S+) .*", "$1")))
                .on("UID SEARCH .*", () -> search(last().replaceAll("UID SEARCH (RETURN \\(ALL\\) )?", "")));
    }

    private String last() {
        return server.commands.get(server.commands.size() - 1);
    }

    private static List<Long> of(String set, long unit) {
        Matcher each = SET.matcher(set.equals("ALL") ? "1:*" : set);
        return each.results()
                .flatMapToLong(found -> LongStream.rangeClosed(1, MESSAGES)
                        .filter(number -> number * unit >= Long.parseLong(found.group(1)))
                        .filter(number -> number * unit
                                <= (found.group(2) == null
                                        ? Long.parseLong(found.group(1))
                                        : found.group(2).equals("*")
                                                ? Long.MAX_VALUE
                                                : Long.parseLong(found.group(2)))))
                .boxed()
                .toList();
    }

    private String fetch(String set) {
        List<Long> found = of(set, 100);
        if (found.size() > fetches) {
            return "T NO [MESSAGELIMIT " + fetches + "] too many";
        }
        return found.stream()
                        .map(number -> "* " + number + " FETCH (UID " + number * 100
                                + " FLAGS () INTERNALDATE \"01-Feb-1995 10:20:30 +0000\" RFC822.SIZE 9)\r\n")
                        .collect(Collectors.joining())
                + "T OK done";
    }

    private String search(String what) {
        List<Long> found = what.startsWith("UID ") ? of(what.substring(4), 100) : of(what, 1);
        return found.size() > searches
                ? "T NO [MESSAGELIMIT " + searches + "] too many"
                : found.stream().map(number -> " " + number * 100).collect(Collectors.joining("", "* SEARCH", "\r\n"))
                        + "T OK done";
    }

    private void see(MessageInfo message) {
        seen.add(message.uid());
    }

    private static Long[] uids() {
        return LongStream.rangeClosed(1, MESSAGES).mapToObj(each -> each * 100).toArray(Long[]::new);
    }

    @ParameterizedTest
    @CsvSource({"4, 10, true", "4, 10, false", "10, 3, true", "3, 2, true", "1, 1, false"})
    void aListingIsDoneInParts(int most, int mostSearched, boolean together) throws Exception {
        fetches = most;
        searches = mostSearched;
        try (ImapConnection connection = connect(together)) {
            connection.examine("INBOX", ALL, this::see);
            assertThat(seen).containsExactlyInAnyOrder(uids());
            seen.clear();
            connection.fetchFacts(ALL, this::see);
            assertThat(seen).containsExactlyInAnyOrder(uids());
            seen.clear();
            connection.examineEach(
                    List.of(new FolderQuery("one", ALL, this::see), new FolderQuery("two", ALL, message -> {})));
            assertThat(seen).containsExactlyInAnyOrder(uids());
        }
    }

    private ImapConnection connect(boolean together) throws Exception {
        ServerQuirks known = new ServerQuirks();
        return server.connect(together ? known : known.without(Feature.PIPELINING));
    }

    @ParameterizedTest
    @CsvSource({"3, true", "1, false", "10, true"})
    void soIsASearch(int most, boolean together) throws Exception {
        searches = most;
        try (ImapConnection connection = connect(together)) {
            connection.examine("INBOX");
            assertThat(connection.searchFrom(1)).isEqualTo(UidSet.of(List.of(uids())));
            assertThat(connection.searchFrom(350).stream()).startsWith(400L).hasSize(7);
            assertThat(connection.count(List.of("one", "two")).values())
                    .hasSize(2)
                    .allMatch(
                            count -> count.exists() == MESSAGES && count.found().size() == MESSAGES);
        }
    }

    @Test
    void largeMessagesAreFoundInParts() throws Exception {
        try (ScriptedServer other = new ScriptedServer()) {
            other.on("EXAMINE .*", "* 10 EXISTS", "T OK done")
                    .inTurn(
                            "UID SEARCH .*LARGER 7",
                            "* SEARCH 900\r\nT OK [MESSAGELIMIT 2 900] done",
                            "* SEARCH 300\r\nT NO [MESSAGELIMIT 2 300] stopped",
                            "* SEARCH 100\r\nT OK done");
            try (ImapConnection connection = other.connect()) {
                assertThat(connection.largerThan(7, List.of("INBOX")))
                        .isEqualTo(Map.of("INBOX", UidSet.of(List.of(100L, 300L, 900L))));
            }
        }
    }
}
