// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DuplicateKeysTest {
    @Test
    void everyKeyIsMetAgainOnTheLineOfItsFirstMeeting() {
        DuplicateKeys seen = new DuplicateKeys();
        for (int line = 1; line <= 100_000; line++) {
            assertThat(seen.put("key" + line, line)).isZero();
        }
        for (int line = 1; line <= 100_000; line++) {
            assertThat(seen.put("key" + line, 999_999)).isEqualTo(line);
        }
    }
}
