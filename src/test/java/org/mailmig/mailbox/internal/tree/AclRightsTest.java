// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rights of RFC 2086 and RFC 4314, each way; "-" is a server without RIGHTS. */
class AclRightsTest {
    @ParameterizedTest
    @CsvSource({
        "lrs,        texk,  kxten, lrs,       ''",
        "lrswipcd,   -,     texk,  lrswipkxte,''",
        "lrswcd,     texk,  kxten, lrsw,      ''",
        "lrswkxtecd, texk,  -,     lrswcd,    ''",
        "lrsn9,      kxten, texk,  lrs,       n9",
        "aslr,       -,     -,     lrsa,      ''",
        "'',         texk,  texk,  '',        ''"
    })
    void rightsAreTranslatedAndLossesAreReported(
            String rights, String source, String target, String translated, String lost) {
        String from = source.replace("-", "");
        String to = target.replace("-", "");
        assertThat(AclRights.translated(rights, from, to)).isEqualTo(translated);
        assertThat(AclRights.lost(rights, from, to)).isEqualTo(lost);
    }
}
