// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.error.PermanentException;
import org.mailmig.servers.Certificate;

/** No password goes to a server that has not shown who it is. */
class DirectoryTlsIT extends SlapdSupport {
    private RealSlapd other;

    @AfterEach
    void stopOther() throws Exception {
        if (other != null) {
            other.close();
        }
    }

    @Test
    void ldapsWithACertificateFileOfOurOwn() {
        set("mailmig.directory.url", slapd.ldapsUrl());
        set("mailmig.directory.ca-file", slapd.caFile());
        assertThat(forwarder(ALICE)).isEmpty();
    }

    @Test
    void ldapsWithAnUntrustedCertificateIsRefused() {
        set("mailmig.directory.url", slapd.ldapsUrl());
        refused("certificate");
    }

    @Test
    void startTlsWithACertificateFileOfOurOwnAndTheBindAfterIt() {
        set("mailmig.directory.tls", "starttls");
        set("mailmig.directory.ca-file", slapd.caFile());
        assertThat(forwarder(ALICE)).isEmpty();
        write(ALICE, "SMTP:tls@old.example");
        erase(ALICE, "SMTP:tls@old.example");
        bind(MIGRATOR, "wrong-secret");
        refused("refuses the login");
    }

    @Test
    void aRefusedLoginIsRememberedWithACertificateFileToo() {
        set("mailmig.directory.url", slapd.ldapsUrl());
        set("mailmig.directory.ca-file", slapd.caFile());
        bind(MIGRATOR, "wrong-secret");
        refused("refuses the login " + MIGRATOR + ": ");
        refused("refuses the login " + MIGRATOR
                + "; it is not tried again"); // without the server's words: it was not asked
    }

    @Test
    void startTlsWithAnUntrustedCertificateIsRefused() {
        set("mailmig.directory.tls", "starttls");
        refused("certificate");
    }

    @Test
    void aTrustedCertificateForAnotherHostIsRefused(@TempDir Path folder) throws Exception {
        other = new RealSlapd(
                folder, Certificate.of("dc.elsewhere.example", Instant.now().plus(Duration.ofDays(1))));
        set("mailmig.directory.ca-file", other.caFile());
        set("mailmig.directory.url", other.ldapsUrl());
        refused("certificate");
        set("mailmig.directory.url", other.url());
        set("mailmig.directory.tls", "starttls");
        refused("certificate");
    }

    @Test
    void aFileWithoutCertificatesIsAnErrorThatNamesIt(@TempDir Path folder) throws Exception {
        set("mailmig.directory.url", slapd.ldapsUrl());
        Path file = Files.writeString(folder.resolve("empty.pem"), "");
        set("mailmig.directory.ca-file", file.toString());
        refused(file.toString());
        set("mailmig.directory.ca-file", folder.resolve("none.pem").toString());
        refused("none.pem");
    }

    @Test
    void whatAsksForTwoKindsOfEncryptionOrAnUnknownOneIsRefused() {
        set("mailmig.directory.tls", "implicit");
        refused("mailmig.directory.tls");
        set("mailmig.directory.tls", "sometimes");
        refused("mailmig.directory.tls");
        set("mailmig.directory.url", slapd.ldapsUrl());
        set("mailmig.directory.tls", "starttls");
        refused("mailmig.directory.tls");
    }

    private void refused(String word) {
        assertThatThrownBy(() -> forwarder(ALICE))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(word)
                .hasMessageNotContaining("secret");
    }
}
