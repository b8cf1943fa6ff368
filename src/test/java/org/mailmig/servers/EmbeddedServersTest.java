// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

class EmbeddedServersTest {
    @Test
    void theEmbeddedDirectoryHoldsForwarders() {
        try (EmbeddedDirectory directory = new EmbeddedDirectory()) {
            String dn = directory.person("emma");
            assertThat(directory.forwarder(dn)).isEmpty();
            directory.set(dn, "targetAddress", "SMTP:emma@source.example");
            assertThat(directory.forwarder(dn)).containsExactly("SMTP:emma@source.example");
            assertThat(directory.values(Directory.ODD, "mail")).containsExactly("odd@target.example");
        }
    }

    @Test
    void greenMailListensWithAndWithoutTls() throws Exception {
        try (GreenMailServer server = new GreenMailServer();
                Socket plain = new Socket(server.host(), server.imapPort());
                Socket tls = server.sslContext().getSocketFactory().createSocket(server.host(), server.imapsPort())) {
            assertThat(plain.getInputStream().read()).isEqualTo('*');
            assertThat(tls.getInputStream().read()).isEqualTo('*');
        }
    }

    @Test
    void absentServersSkipATestUnlessTheyAreRequired() {
        assertThat(RealServersCondition.judge(Stream.of(), true).isDisabled()).isFalse();
        assertThat(RealServersCondition.judge(Stream.of("slapd"), false).isDisabled())
                .isTrue();
        assertThatThrownBy(() -> RealServersCondition.judge(Stream.of("slapd"), true))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("slapd");
    }
}
