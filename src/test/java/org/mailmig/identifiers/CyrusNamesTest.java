// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CyrusNamesTest {
    @Test
    void slashesSeparateAndDotsAreCarets() {
        CyrusNames names = new CyrusNames("a.b", "", '/');
        assertThat(names.internal("inbox")).isEqualTo("user.a^b");
        assertThat(names.internal("Sent/2.0")).isEqualTo("user.a^b.Sent.2^0");
    }

    @Test
    void dotsSeparateAfterAPrefix() {
        assertThat(new CyrusNames("alice", "INBOX.", '.').internal("INBOX.Sent.x"))
                .isEqualTo("user.alice.Sent.x");
    }

    @Test
    void aDomainPrecedes() {
        assertThat(new CyrusNames("alice@new.example", "", '/').internal("INBOX"))
                .isEqualTo("new.example!user.alice");
    }
}
