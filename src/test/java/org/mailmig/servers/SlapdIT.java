// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.net.URI;
import org.junit.jupiter.api.Test;

@RealServers
class SlapdIT {
    @Test
    void theServiceAccountWritesTheForwarderAndNothingElse() throws Exception {
        String dn = Slapd.shared().person(Users.fresh("sara"));
        try (LDAPConnection line = connect(Slapd.shared())) {
            line.bind(Directory.ADMIN, Directory.ADMIN_PASSWORD);
            line.modify(dn, new Modification(ModificationType.ADD, "targetAddress", "SMTP:x@source.example"));
            assertThat(Slapd.shared().forwarder(dn)).containsExactly("SMTP:x@source.example");
            Modification other = new Modification(ModificationType.REPLACE, "mail", "evil@target.example");
            assertThatThrownBy(() -> line.modify(dn, other))
                    .isInstanceOfSatisfying(
                            LDAPException.class,
                            e -> assertThat(e.getResultCode().intValue()).isEqualTo(50));
        }
    }

    @Test
    void startTlsIsOfferedWithTheSharedCertificate() throws Exception {
        try (LDAPConnection line = connect(Slapd.shared())) {
            assertThat(line.processExtendedOperation(
                                    new StartTLSExtendedRequest(Slapd.shared().sslContext()))
                            .getResultCode()
                            .intValue())
                    .isZero();
            line.bind(Directory.ADMIN, Directory.ADMIN_PASSWORD);
        }
    }

    @Test
    void twoPeopleShareAnAddress() throws Exception {
        try (LDAPConnection line = connect(Slapd.shared())) {
            line.bind(Directory.ADMIN, Directory.ADMIN_PASSWORD);
            SearchResult found = line.search(Directory.PEOPLE, SearchScope.SUB, "(mail=dup@target.example)");
            assertThat(found.getEntryCount()).isEqualTo(2);
        }
    }

    @Test
    void aStoppedServerComesBackWithItsEntries() {
        Slapd own = Slapd.startWithReferral();
        String dn = own.person("kept");
        own.set(dn, "targetAddress", "SMTP:kept@source.example");
        own.stop();
        own.start();
        assertThat(own.forwarder(dn)).containsExactly("SMTP:kept@source.example");
        own.stop();
    }

    private static LDAPConnection connect(Directory directory) throws LDAPException {
        URI url = URI.create(directory.url());
        return new LDAPConnection(url.getHost(), url.getPort());
    }
}
