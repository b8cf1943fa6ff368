// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.servers.GreenMailServer;
import org.mailmig.world.Mail;

/**
 * EmbeddedFlowIT, begun between one and two o'clock UTC in the afternoon: "UID 32 arrived 00:41:22+12:00 in the target, not
 * 12:41:22+12:00". The test's own append by UTC had made midnight of noon, and with the tests' clock at +12:00 that was noon again.
 */
class NoonByTwoClocksTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23})
    void aHoldableMailIsAppendedAtNoonByNeitherClock(int hour) {
        Instant date = Instant.parse("2014-12-15T00:41:22Z").plusSeconds(hour * 3600L);
        Instant held = GreenMailServer.holdable(Mail.of("one", "text").at(date)).date();
        assertThat(held.atZone(ZoneOffset.UTC).getHour()).isNotEqualTo(12);
        assertThat(held.atZone(ZoneId.systemDefault()).getHour()).isNotEqualTo(12);
    }
}
