// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalDatesTest {
    private static OffsetDateTime told(String header) {
        return ArrivalDates.arrivalDate(header.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            value = {
                "Received: by b; Fri, 5 Mar 2021 01:00:00 +0100|Received: by a; Thu, 4 Mar 2021 23:00:00 +0000|| -> 2021-03-05T00:00:00Z",
                "Received: by b;|  Fri, 5 Mar 2021 01:00:00 +0100 (CET)|Date: Sat, 6 Mar 2021 00:00:00 +0000|| -> 2021-03-05T00:00:00Z",
                "Received: by b|Date: Sat, 6 Mar 2021 00:00:00 +0000|| -> 2021-03-06T00:00:00Z",
                "received: x; Sun, 31 Feb 2021 00:00:00 +0000|DATE: 6 Mar 2021 00:00:00 GMT|| -> 2021-03-06T00:00:00Z"
            })
    void theTopmostReceivedHeaderCountsElseTheDate(String header, OffsetDateTime date) {
        assertThat(told(header)).isEqualTo(date);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Date: yesterday||",
                "Subject: none||",
                "Received: ;||",
                "no header at all",
                "Date: Sat, 6 Mar 2021 25:61:00 +0000||"
            })
    void anUnreadableHeaderIsNoDate(String header) {
        assertThat(told(header)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1900-01-01T00:00:00Z, before 1970",
        "1970-01-01T00:00:00Z, before 1970",
        "1970-01-01T00:00:01Z,",
        "2024-02-29T23:59:59+14:00,",
        "2037-12-31T23:59:59Z, in the future",
        "2038-01-01T00:00:00Z, after 2037"
    })
    void aDateIsAtRiskWhereServersChangeIt(OffsetDateTime date, String risk) {
        assertThat(ArrivalDates.risk(date)).isEqualTo(risk == null ? null : "a date of arrival " + risk);
    }

    @Test
    void noDateIsAtRisk() {
        assertThat(ArrivalDates.risk(null)).isNotNull();
    }
}
