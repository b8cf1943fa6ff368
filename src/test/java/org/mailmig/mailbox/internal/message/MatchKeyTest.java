// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MatchKeyTest {
    private static final String DATE = "Date: Mon, 1 Jan 2001 10:00:00 +0100\r\n";

    @Test
    void foldingWhiteSpaceFieldOrderAndLetterCaseOfNamesDoNotMatter() {
        assertThat(key("Message-ID: <a@b>\r\n" + DATE + "\r\n"))
                .isEqualTo(key("DATE:  Mon, 1 Jan 2001\r\n\t10:00:00 +0100\r\nMessage-Id:\r\n <a@b>\r\n\r\n"));
    }

    @Test
    void withAMessageIdTheSubjectDoesNotCount() {
        assertThat(key("Message-ID: <a@b>\r\n" + DATE + "Subject: one\r\n"))
                .isEqualTo(key("Message-ID: <a@b>\r\n" + DATE + "Subject: other\r\n"));
    }

    @Test
    void withoutAMessageIdTheSubjectCounts() {
        assertThat(key(DATE + "Subject: one\r\n")).isNotEqualTo(key(DATE + "Subject: other\r\n"));
        assertThat(key(DATE + "Subject: one\r\n").hasMessageId()).isFalse();
    }

    @Test
    void eightBitBytesEqualTheXThatSomeServersStoreInstead() {
        assertThat(key(DATE + "Subject: \u00fcber\r\n")).isEqualTo(key(DATE + "Subject: Xber\r\n"));
    }

    private static MatchKey key(String header) {
        return MatchKey.of(header.getBytes(StandardCharsets.ISO_8859_1));
    }
}
