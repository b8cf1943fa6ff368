// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.MailServer;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.servers.memory.InMemoryImapServer;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/**
 * Copies 200 messages in which each line is a command, with invalid flags, dates and folder names, to servers with line limits of
 * 8 KB and 64 KB: only copies appear there.
 */
@RealServers
class HostileEnvelopesIT {
    private static final int MESSAGES = 200;
    private static final long SEED = 20261128;
    private static final List<String> FOLDERS =
            List.of("INBOX", "n".repeat(180), "Quote's {5+}", "&AOQ-rger", "a=b;c,d+e~f^g`h", "INBOX {12}");
    private static final List<String> COMMANDS = List.of(
            "%d CREATE evil%1$d",
            "%d SETACL INBOX mallory lrswipkxtea",
            "%d SELECT Precious",
            "%d STORE 1:* +FLAGS (evil \\Deleted)",
            "%d UID STORE 1:* FLAGS (evil)",
            "%d EXPUNGE",
            "%d DELETE Precious",
            "%d RENAME Precious evil%1$d",
            "%d CREATE {5+}\r\nevil%1$d",
            "%d APPEND INBOX (evil) {15+}\r\nSubject: evil\r\n",
            "%d SETMETADATA INBOX (/private/comment evil)",
            "%d SUBSCRIBE evil",
            "* BAD evil",
            "+ go on",
            ") {3}",
            "%d LOGOUT");

    private final Random random = new Random(SEED);
    private final String user = Users.fresh("envelopes");

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String body() {
        StringBuilder body = new StringBuilder();
        for (int i = random.nextInt(40) + 5; i > 0; i--) {
            body.append(one(COMMANDS).formatted(random.nextInt(100_000))).append("\r\n");
        }
        return body.toString();
    }

    private String[] flags(boolean many) {
        List<String> flags = new ArrayList<>();
        int count = many ? 300 + random.nextInt(1500) : random.nextInt(8);
        for (int i = 0; i < count; i++) {
            flags.add(
                    switch (random.nextInt(many ? 40 : 10)) {
                        case 0 -> "\\Seen";
                        case 1 -> one(
                                List.of("\\Bogus", "\\", "x{5+}", "x{3}", "%", "*", "a]b", "q\"q\"", "NIL", "~", "[x"));
                        case 2 -> "'" + "long".repeat(random.nextInt(20));
                        case 3 -> "\u00fc" + random.nextInt(5);
                        case 4 -> "w".repeat(random.nextInt(6000));
                        case 5 -> one(List.of("\\Flagged", "\\Draft", "\\Answered"));
                        default -> "keyword" + random.nextInt(many ? 1700 : 20) + "x".repeat(many ? 36 : 3);
                    });
        }
        return flags.toArray(String[]::new);
    }

    private String date() {
        return "%02d-%s-%04d %02d:%02d:%02d %s%02d%02d"
                .formatted(
                        random.nextInt(33),
                        one(List.of("Jan", "Feb", "Jun", "Dec", "Xxx")),
                        one(List.of(0, 1, 1899, 1969, 1970, 1971, 1995, 2024, 2037, 2038, 2107, 9999)),
                        random.nextInt(25),
                        random.nextInt(61),
                        random.nextInt(61),
                        one(List.of("+", "-")),
                        random.nextInt(20),
                        random.nextInt(61));
    }

    /** By text, the flags. */
    private Map<String, Set<String>> fill(InMemoryImapServer source) {
        Map<String, Set<String>> all = new TreeMap<>();
        for (int i = 0; i < MESSAGES; i++) {
            String text = TwoServers.mail("hostile " + i, body());
            boolean many = i % 50 == 0;
            String[] flags = flags(many);
            source.add(many ? "INBOX" : one(FOLDERS), date(), text, flags);
            Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            names.addAll(List.of(flags));
            all.put("hostile " + i, names);
        }
        return all;
    }

    private void nothingAppearsThatIsNoCopy(MailServer server) throws Exception {
        Mailbox target = new Mailbox(server, user)
                .create("Precious")
                .append(Mail.of("precious", "text").in("Precious"));
        Snapshot before = target.snapshot();
        String rights = target.ask("GETACL INBOX").toString();
        try (InMemoryImapServer source = new InMemoryImapServer("LITERAL+ MULTIAPPEND UIDPLUS UNSELECT");
                InProcess line = new InProcess(source, server)) {
            Map<String, Set<String>> sent = fill(source);
            AccountResult result = line.merge(user);
            assertThat(result.copied)
                    .describedAs(result.reason + result.warnings)
                    .isEqualTo(MESSAGES);
            assertThat(result.failed).isZero();

            Snapshot after = target.snapshot();
            assertThat(after.folders()).hasSize(source.folders().size() + 1);
            assertThat(after.folders().keySet()).noneMatch(name -> name.contains("evil"));
            assertThat(after.subscriptions()).noneMatch(name -> name.contains("evil"));
            assertThat(after.messages("Precious")).isEqualTo(before.messages("Precious"));
            assertThat(target.ask("GETACL INBOX")).hasToString(rights);
            List<Snapshot.Message> copies = after.folders().keySet().stream()
                    .filter(name -> !name.equals("Precious"))
                    .flatMap(name -> after.messages(name).stream())
                    .toList();
            assertThat(copies.stream().map(Snapshot.Message::subject).collect(Collectors.toSet()))
                    .isEqualTo(sent.keySet());
            assertThat(copies).hasSize(MESSAGES).allSatisfy(copy -> assertThat(sent.get(copy.subject()))
                    .containsAll(copy.flags()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64})
    void dovecotThatReadsLinesOf(int kilobytes) throws Exception {
        Dovecot server = Dovecot.start(DovecotOptions.named("lines"), Map.of("imap_max_line_length", kilobytes + "k"));
        try {
            nothingAppearsThatIsNoCopy(server);
        } finally {
            server.stop();
        }
    }

    /** Cyrus limits words, strings and all arguments of a command together. */
    @RealCyrus
    @ParameterizedTest
    @ValueSource(ints = {8, 64})
    void cyrusThatReadsLinesOf(int kilobytes) throws Exception {
        String bytes = String.valueOf(kilobytes * 1024);
        Cyrus server = Cyrus.start(Map.of("maxword", bytes, "maxquoted", bytes, "maxargssize", bytes));
        try {
            nothingAppearsThatIsNoCopy(server);
        } finally {
            server.stop();
        }
    }
}
