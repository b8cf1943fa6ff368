// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageHashesTest {
    @Test
    void theBodyIsWhatFollowsTheFirstEmptyLineWhateverTheLineEnds() throws IOException {
        assertThat(body("A: 1\r\n\r\ntext\r\n\r\nmore\r\n"))
                .isEqualTo(body("B: other\nC: header\n\ntext\n\nmore\n"))
                .isNotEqualTo(body("A: 1\r\n\r\ntext\r\nmore\r\n"));
    }

    @Test
    void aMessageThatBeginsWithAnEmptyLineHasNoHeader() throws IOException {
        assertThat(body("\r\nall body")).isEqualTo(body("X: y\r\n\r\nall body"));
    }

    @Test
    void maskingSeesThroughWhatServersAlterAndThroughNothingElse() throws IOException {
        assertThat(masked("S: \u00fcber\r\n\r\nb")).isEqualTo(masked("S: Xber\r\n\r\nb"));
        assertThat(masked("S: \u00fcber\r\n\r\nb")).isNotEqualTo(masked("S: uber\r\n\r\nb"));
    }

    @Test
    void bothHashesAreTakenAtOneReading() throws IOException {
        MessageHashes.Twofold one = MessageHashes.twofold(stream("A: 1\r\n\r\nbody"));
        MessageHashes.Twofold other = MessageHashes.twofold(stream("A: 2\r\n\r\nbody"));
        assertThat(one.body()).isEqualTo(other.body()).isEqualTo(body("Z: 3\r\n\r\nbody"));
        assertThat(one.exact()).isNotEqualTo(other.exact());
    }

    private static String body(String text) throws IOException {
        return MessageHashes.body(stream(text));
    }

    private static String masked(String text) throws IOException {
        return MessageHashes.masked(stream(text));
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
