// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;

/** A keyword or date that the target refuses lost the message; now only the keyword or date is lost, and reported. */
class RefusedFlagsAndDatesTest {
    private static final String LONG = "z".repeat(60);

    @RegisterExtension
    final TwoServers servers = new TwoServers();

    private AccountResult copied(String... named) {
        for (int run = 1; run <= 2; run++) {
            AccountResult result = servers.line.merge(TwoServers.USER);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.failed).isZero();
            assertThat(result.copied).isEqualTo(run == 1 ? 5 : 0);
            assertThat(result.warnings).as("run %s", run).anySatisfy(warning -> assertThat(warning)
                    .contains(named));
        }
        assertThat(servers.arrived()).containsExactly("mail 1", "mail 2", "bad", "mail 1", "mail 2");
        return null;
    }

    private void mails(String date, String... flags) {
        servers.with(2);
        servers.source.add("INBOX", date, TwoServers.mail("bad", "text"), flags);
        servers.with(2);
    }

    @Test
    void aKeywordThatIsTooLongByDovecotsWords() {
        String no = "T NO [CANNOT] Keyword length too long";
        servers.target.beforeLiteral(line -> line.contains(LONG) ? no : null);
        servers.target.answers(request -> request.has(LONG) ? no : null);
        mails(TwoServers.DATE, LONG, "fine", "\\Flagged");
        copied("does not keep these flags", LONG);
        assertThat(servers.target.messages("INBOX").get(2).flags).containsExactlyInAnyOrder("fine", "\\Flagged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"T NO [LIMIT] too many flags", "T NO no", "T BAD invalid flag"})
    void aUsualKeywordThatIsRefused(String refusal) {
        servers.target.answers(request -> request.has("unloved") ? refusal : null);
        mails(TwoServers.DATE, "unloved", "loved");
        copied("does not keep these flags", "unloved");
        assertThat(servers.target.messages("INBOX").get(2).flags).containsExactlyInAnyOrder("loved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"T NO [CANNOT] system flags?", "T BAD invalid flag"})
    void aSystemFlagThatIsRefused(String refusal) {
        servers.target.answers(request -> request.has("\\Draft") ? refusal : null);
        mails(TwoServers.DATE, "\\Draft", "loved");
        copied("does not keep these flags", "\\Draft");
        assertThat(servers.target.messages("INBOX").get(2).flags).containsExactlyInAnyOrder("loved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"T NO bad date", "T BAD bad date"})
    void aDateThatIsRefused(String refusal) {
        servers.target.answers(request -> request.line().startsWith("APPEND") && request.has("1980") ? refusal : null);
        mails("01-Jan-1980 00:00:00 +0000", "\\Flagged", "loved");
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.warnings)
                .anySatisfy(warning -> assertThat(warning).contains("date that it refuses", "UIDs 3"));
        assertThat(servers.target.messages("INBOX").get(2).flags).containsExactlyInAnyOrder("\\Flagged", "loved");
        assertThat(servers.arrived()).containsExactly("mail 1", "mail 2", "bad", "mail 1", "mail 2");
    }

    /** A text that flows from server to server cannot be sent again: it is fetched once more. */
    @Test
    void ofAMessageThatIsNotHeld() {
        servers.target.answers(
                request -> request.line().startsWith("APPEND") && request.has("1980") || request.has("unloved")
                        ? "T NO no"
                        : null);
        servers.source.add(
                "INBOX",
                "01-Jan-1980 00:00:00 +0000",
                TwoServers.mail("large", "x".repeat(3_000_000)),
                "unloved",
                "\\Seen");
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(servers.target.messages("INBOX")).singleElement().satisfies(message -> assertThat(message.flags)
                .containsExactly("\\Seen"));
    }
}
