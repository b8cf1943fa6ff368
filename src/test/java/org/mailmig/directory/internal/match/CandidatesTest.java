// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.directory.internal.entry.DistinguishedNames;

class CandidatesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UID=Alice B,OU=people,DC=new",
                "userid=alice b, ou=people, dc=new",
                "0.9.2342.19200300.100.1.1=alice  b,organizationalUnitName=people,domainComponent=new",
                "uid=\\61lice b,ou=people,dc=new"
            })
    void twoWaysToWriteOneNameAreOneName(String dn) {
        assertThat(DistinguishedNames.normal(dn)).isEqualTo("dc=new,ou=people,uid=alice b");
    }
}
