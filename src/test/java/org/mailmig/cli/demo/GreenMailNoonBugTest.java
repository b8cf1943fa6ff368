// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GreenMailNoonBugTest {
    private final TimeZone zone = TimeZone.getDefault();

    @BeforeEach
    void berlin() {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    }

    @AfterEach
    void back() {
        TimeZone.setDefault(zone);
    }

    @Test
    void aDateInThatHourMovesAndOthersStay() {
        assertThat(GreenMailNoonBug.avoided(Instant.parse("2026-01-01T11:30:00Z")))
                .isEqualTo("2026-01-01T10:30:00Z");
        assertThat(GreenMailNoonBug.avoided(Instant.parse("2026-01-01T12:00:00Z")))
                .isEqualTo("2026-01-01T12:00:00Z");
    }

    @Test
    void aDemoThatStartsShortlyBeforeTwelveRunsByAnotherClock() {
        Instant now = Instant.parse("2026-01-01T10:55:00Z");
        GreenMailNoonBug.avoidNow(now);
        assertThat(now.atZone(ZoneId.systemDefault()).getHour()).isEqualTo(8);
    }

    @Test
    void inTheEveningTheClockStays() {
        GreenMailNoonBug.avoidNow(Instant.parse("2026-01-01T19:00:00Z"));
        assertThat(TimeZone.getDefault().getID()).isEqualTo("Europe/Berlin");
    }
}
