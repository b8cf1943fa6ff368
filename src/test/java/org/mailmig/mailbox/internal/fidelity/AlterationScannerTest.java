// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlterationScannerTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 1000})
    void whatIsAtRiskIsSeenInPiecesOfAnySize(int size) throws Exception {
        assertThat(kinds("Subject: a\r\n\r\nbody\r\n", size)).isZero();
        assertThat(kinds("Subject: a\r\n\r\nGr\u00fc\u00dfe\r\n", size)).isZero();
        assertThat(kinds("Subject: a\r\n\r\nlone \r CR\r\n", size)).isZero();
        assertThat(kinds("\r\n8-bit body after an empty header: \u00fc\r\n", size))
                .isZero();
        assertThat(kinds("Subject: \u00fc\r\n\r\nbody\r\n", size)).isEqualTo(AlterationScanner.EIGHT_BIT_HEADER);
        assertThat(kinds("Subject: a\r\nX: \u00fc\r\n\r\n", size)).isEqualTo(AlterationScanner.EIGHT_BIT_HEADER);
        assertThat(kinds("Subject: a\r\n\r\na\0b\r\n", size)).isEqualTo(AlterationScanner.NUL);
        assertThat(kinds("Subject: a\0\r\n\r\nb\r\n", size)).isEqualTo(AlterationScanner.NUL);
        assertThat(kinds("Subject: a\r\n\r\na\r\r\nb\r\n", size)).isEqualTo(AlterationScanner.CR_CR_LF);
        assertThat(kinds("Subject: a\n\nb\n", size)).isEqualTo(AlterationScanner.BARE_LF);
        assertThat(kinds("Subject: \u00fc\n\na\r\r\n\0", size)).isEqualTo(15);
    }

    @Test
    void anyTextIsScannedAlikeByteByByteAndAsAWhole() throws Exception {
        Random random = new Random(7);
        String octets = "aaaaaaaaaaa\0\u0001\n\n\r\r\u000b\u007f\u0080\u008a\u00ff";
        for (int i = 0; i < 5000; i++) {
            String text = random.ints(random.nextInt(60), 0, octets.length())
                    .mapToObj(at -> octets.substring(at, at + 1))
                    .collect(Collectors.joining("", "\r\n", ""));
            kinds(text, 1);
        }
    }

    private static int kinds(String text, int size) throws Exception {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        AlterationScanner look = new AlterationScanner(passed);
        for (int i = 0; i < octets.length; i += size) {
            look.write(octets, i, Math.min(size, octets.length - i));
        }
        assertThat(passed.toByteArray()).isEqualTo(octets);
        assertThat(AlterationScanner.kinds(octets)).isEqualTo(look.kinds());
        return look.kinds();
    }
}
