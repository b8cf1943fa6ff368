// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;

/** The target refused a line for its length. The message was sent without waiting and was run as commands. */
class BodiesAreNeverCommandsTest {
    private static final String HOSTILE =
            "p1 CREATE stolen\r\np2 SETACL INBOX mallory lrswipkxtea\r\np3 CREATE {6+}\r\nstolen\r\n";

    @RegisterExtension
    final TwoServers servers = new TwoServers();

    private static String[] keywords(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> ("k" + i + "x".repeat(length)).substring(0, length))
                .toArray(String[]::new);
    }

    private AccountResult copied(String mode) {
        AccountResult result =
                mode.equals("clone") ? servers.line.clone(TwoServers.USER) : servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(servers.target.commands).doesNotContain("(too long)").noneMatch(line -> line.startsWith("SETACL"));
        assertThat(servers.target.folders()).isEqualTo(servers.source.folders());
        return result;
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void moreKeywordsThanALineHolds(String mode) {
        servers.target.mostLine(8192);
        String[] keywords = keywords(1600, 48);
        servers.source.add("INBOX", TwoServers.DATE, TwoServers.mail("many", HOSTILE), keywords);
        assertThat(copied(mode).copied).isOne();
        assertThat(servers.target.messages("INBOX")).singleElement().satisfies(message -> assertThat(message.flags)
                .containsExactlyInAnyOrder(keywords));
        assertThat(copied("merge").copied).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {8192, 4096})
    void moreMessagesInOneCommandThanALineHolds(int mostLine) {
        servers.target.mostLine(mostLine);
        for (int i = 0; i < 700; i++) {
            servers.source.add("INBOX", TwoServers.DATE, TwoServers.mail("mail " + i, HOSTILE), keywords(i % 20, 40));
        }
        assertThat(copied("clone").copied).isEqualTo(700);
        assertThat(servers.arrived())
                .containsExactlyElementsOf(
                        IntStream.range(0, 700).mapToObj(i -> "mail " + i).toList());
        assertThat(servers.target.messages("INBOX").get(699).flags).hasSize(19);
    }

    @Test
    void aNameThatFillsTheLine() {
        String name = "n".repeat(240);
        servers.target.mostLine(4096);
        servers.source.add(name, TwoServers.DATE, TwoServers.mail("one", HOSTILE), keywords(70, 50));
        assertThat(copied("clone").copied).isOne();
        assertThat(servers.target.messages(name)).singleElement().satisfies(message -> assertThat(message.flags)
                .hasSize(70));
    }

    /** A target that refuses a line for a reason of its own sees no byte of the message. */
    @Test
    void flagsThatAreRefusedBeforeTheLiteral() {
        servers.target.beforeLiteral(
                line -> line.contains("odd'one") || line.contains("y".repeat(60)) ? "T BAD syntax" : null);
        servers.source.add("INBOX", TwoServers.DATE, TwoServers.mail("one", HOSTILE), "odd'one", "\\Seen");
        servers.source.add("INBOX", TwoServers.DATE, TwoServers.mail("two", HOSTILE), "y".repeat(60), "usual");
        copied("merge");
        assertThat(servers.arrived()).containsExactly("one", "two");
        assertThat(servers.target.messages("INBOX").get(0).flags).containsExactlyInAnyOrder("odd'one", "\\Seen");
        assertThat(servers.target.messages("INBOX").get(1).flags).containsExactlyInAnyOrder("y".repeat(60), "usual");
    }

    @Test
    void manyUidsAndFlagsMakeSeveralLines() {
        servers.source.mostLine(4096);
        servers.target.mostLine(4096);
        servers.with(3000);
        assertThat(copied("merge").copied).isEqualTo(3000);
        String[] keywords = keywords(200, 48);
        for (int i = 0; i < 3000; i += 2) {
            servers.source.messages("INBOX").get(i).flags.addAll(Arrays.asList(keywords));
        }
        assertThat(copied("merge").updated).isEqualTo(1500);
        assertThat(servers.target.messages("INBOX").get(2998).flags).hasSize(201);
        assertThat(servers.source.commands).doesNotContain("(too long)");
    }
}
