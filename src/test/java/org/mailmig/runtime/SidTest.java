// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.error.RefusedException;

class SidTest {
    private static final String TEXT = "S-1-5-21-3623811015-3361044348-30300820-1013";

    @Test
    void anIdentifierIsEscapedByteByByteAndReadBack() {
        String escaped = Sid.escaped(TEXT);
        assertThat(escaped).matches("(\\\\[0-9a-f]{2}){28}");
        assertThat(Sid.text(HexFormat.of().parseHex(escaped.replace("\\", "")))).isEqualTo(TEXT);
        assertThat(escaped.replace("\\", ""))
                .startsWith("010500000000000515000000")
                .endsWith("f5030000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "S-1-5",
                "S-2-5-21-1",
                "S-1-5-21-x",
                "*)(uid=*",
                "S-1-5-21-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16"
            })
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Sid.escaped(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("column sid");
    }

    @Test
    void bytesThatAreNoSidEqualNoIdentifier() {
        assertThat(Sid.text(new byte[] {1, 5, 0})).doesNotStartWith("S-");
        assertThat(Sid.text(new byte[9])).doesNotStartWith("S-");
    }
}
