// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;

/** PERMANENTFLAGS lists less than APPEND keeps with some servers: system flags were dropped. */
class PermanentFlagsAreAHintTest {
    private static final String[] FLAGS = {"\\Seen", "\\Flagged", "\\Answered", "work"};

    @RegisterExtension
    final TwoServers servers = new TwoServers();

    private AccountResult copied(String mode) {
        AccountResult result =
                mode.equals("clone") ? servers.line.clone(TwoServers.USER) : servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        return result;
    }

    @ParameterizedTest
    @CsvSource({"'\\*', clone", "'\\*', merge", "'', clone", "'', merge", "'\\Seen', merge"})
    void allFlagsArrive(String permanent, String mode) {
        servers.target.permanentFlags(permanent);
        servers.source.add("INBOX", TwoServers.DATE, TwoServers.mail("one", "text"), FLAGS);
        assertThat(copied(mode).warnings).isEmpty();
        assertThat(servers.target.messages("INBOX").get(0).flags).containsExactlyInAnyOrder(FLAGS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void whatAppendLosesIsSetByStore(String mode) {
        servers.target.permanentFlags("\\*");
        servers.target.faults.keeps = (command, flag) -> command.equals("STORE");
        servers.source.add("INBOX", TwoServers.DATE, TwoServers.mail("one", "text"), "\\Seen", "\\Flagged");
        assertThat(copied(mode).warnings).isEmpty();
        assertThat(servers.target.messages("INBOX").get(0).flags).containsExactlyInAnyOrder("\\Seen", "\\Flagged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void whatIsLostIsNamedEachTime(String mode) {
        servers.target.permanentFlags("\\Seen");
        servers.target.faults.keeps = (command, flag) -> flag.equals("\\Seen");
        servers.source.add("INBOX", TwoServers.DATE, TwoServers.mail("one", "text"), FLAGS);
        for (int run = 1; run <= 3; run++) {
            AccountResult result = copied(mode);
            assertThat(result.warnings)
                    .as("run %s", run)
                    .singleElement()
                    .asString()
                    .contains("does not keep these flags", "\\Flagged", "\\Answered", "work")
                    .doesNotContain("\\Seen");
            assertThat(result.updated).isZero();
        }
    }

    @Test
    void changesOfFlagsAreTriedWhateverTheTargetAnnounces() {
        servers.target.permanentFlags("");
        servers.with(3);
        copied("merge");
        servers.source.messages("INBOX").get(1).flags.add("\\Flagged");
        servers.source.messages("INBOX").get(2).flags.remove("\\Seen");
        assertThat(copied("merge").updated).isEqualTo(2);
        assertThat(servers.target.messages("INBOX").get(1).flags).containsExactlyInAnyOrder("\\Seen", "\\Flagged");
        assertThat(servers.target.messages("INBOX").get(2).flags).isEmpty();
    }
}
