// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.cli.config.CommandException;

class CompletionTimeTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-12-05T20:00, 2026-12-05T19:00:00Z, 2026-12-05 20:00 +01:00",
        "2026-12-05T20:00Z, 2026-12-05T20:00:00Z, 2026-12-05 21:00 +01:00",
        "2026-12-05T20:00-05:00, 2026-12-06T01:00:00Z, 2026-12-06 02:00 +01:00",
        "2026-03-29T02:30, 2026-03-29T01:30:00Z, 2026-03-29 03:30 +02:00",
        "2026-10-25T02:30, 2026-10-25T00:30:00Z, 2026-10-25 02:30 +02:00",
        "2026-03-01T13:00, 2026-03-01T12:00:00Z, 2026-03-01 13:00 +01:00",
    })
    void aTimeWithoutAZoneIsInTheZoneOfTheMachine(String text, Instant time, String shown) {
        assertThat(CompletionTime.of(text, NOW, BERLIN)).isEqualTo(time);
        assertThat(CompletionTime.shown(time, BERLIN)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "tomorrow", "2026-12-05", "2026-12-05 20:00", "2026-13-05T20:00", "+999999999-12-31T23:59"})
    void anythingElseIsNoTime(String text) {
        assertThatThrownBy(() -> CompletionTime.of(text, NOW, BERLIN))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("not a valid time");
    }

    @Test
    void aTimeThatHasPassedIsAnErrorBecauseItWouldMoveUsersAtOnce() {
        assertThatThrownBy(() -> CompletionTime.of("2025-12-05T20:00", NOW, BERLIN))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("has passed");
        assertThat(CompletionTime.of("never", NOW, BERLIN)).isNull();
    }
}
