// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InternalDateTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "01-Feb-2024 10:20:30 +0130,2024-02-01T10:20:30+01:30",
                " 1-Feb-2024 10:20:30 +0130,2024-02-01T10:20:30+01:30",
                "1-feb-2024 10:20:30 -0330,2024-02-01T10:20:30-03:30",
                "29-FEB-2024 23:59:59 -0000,2024-02-29T23:59:59Z",
                "31-Dec-9999 00:00:00 +1400,9999-12-31T00:00:00+14:00"
            })
    void datesOfTheGrammarAndOfServersAreRead(String text, OffsetDateTime date) {
        assertThat(InternalDate.parse(text)).isEqualTo(date);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "31-Feb-2024 10:20:30 +0000",
                "29-Feb-2023 10:20:30 +0000",
                "00-Jan-2024 10:20:30 +0000",
                "01-Jan-2024 25:20:30 +0000",
                "01-Jan-2024 10:20:60 +0000",
                "01-Jan-2024 10:20:30 +0060",
                "01-Jan-2024 10:20:30 +1900",
                "01-anF-2024 10:20:30 +0000",
                "01-Jan-2024 10:20:3x +0000",
                "01-Jan-2024 10:20:30 *0000",
                "01-Jan-2024 1 :20:30 +0000",
                ""
            })
    void whatIsNoDateIsNone(String text) {
        assertThat(InternalDate.parse(text)).isNull();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            OffsetDateTime date = LocalDateTime.ofEpochSecond(
                            86_400L + random.nextInt(2_000_000_000), 0, ZoneOffset.UTC)
                    .atOffset(ZoneOffset.ofTotalSeconds((random.nextInt(27 * 60) - 13 * 60) * 60));
            String written = InternalDate.render(date);
            assertThat(InternalDate.parse(written.substring(1, written.length() - 1)))
                    .isEqualTo(date);
        }
    }
}
