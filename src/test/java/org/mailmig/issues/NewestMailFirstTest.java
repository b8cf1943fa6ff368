// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;

/** {@code mailmig.copy.order = newest-first}: a merge copies the newest batch first, and the ledger knows every pairing. */
class NewestMailFirstTest {
    private static final int MESSAGES = 1_200;

    @RegisterExtension
    final TwoServers servers = new TwoServers();

    @Test
    void aMergeCopiesTheNewestBatchFirstAndEachMessageOnce() {
        servers.with(MESSAGES);
        servers.line.with("mailmig.copy.order", "newest-first");

        AccountResult first = servers.line.merge(TwoServers.USER);

        assertThat(first.outcome).describedAs(first.reason).isEqualTo(Outcome.DONE);
        List<String> arrived = servers.arrived();
        assertThat(arrived).doesNotHaveDuplicates().hasSize(MESSAGES);
        assertThat(arrived.indexOf("mail " + MESSAGES)).isLessThan(arrived.indexOf("mail 1"));
        assertThat(arrived.indexOf("mail 1")).isGreaterThanOrEqualTo(MESSAGES - 500);
        AccountResult again = servers.line.merge(TwoServers.USER);
        assertThat(again.copied).isZero();
        assertThat(again.present).isEqualTo(MESSAGES);
    }

    @Test
    void aCloneKeepsTheOrderOfTheSource() {
        servers.with(MESSAGES);
        servers.line.with("mailmig.copy.order", "newest-first");

        assertThat(servers.line.clone(TwoServers.USER).outcome).isEqualTo(Outcome.DONE);

        assertThat(servers.arrived().get(0)).isEqualTo("mail 1");
        assertThat(servers.arrived().get(MESSAGES - 1)).isEqualTo("mail " + MESSAGES);
    }
}
