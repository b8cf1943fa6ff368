// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import javax.naming.CommunicationException;
import javax.naming.InterruptedNamingException;
import javax.naming.NamingException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StoppingException;
import org.mailmig.error.TransientException;

/** What becomes of an account for each way in which an answer may not come. */
class LdapResultTest {
    private static LdapResult lost(Throwable cause) {
        CommunicationException lost = new CommunicationException("simple bind failed");
        lost.initCause(cause);
        return LdapResult.of(lost);
    }

    private static Throwable with(Throwable cause, Throwable under) {
        cause.initCause(under);
        return cause;
    }

    /** A server, or a proxy in front of it, that disconnects during the TLS handshake. */
    @Test
    void aTlsLineThatBreaksMayPass() {
        for (Throwable broken : new Throwable[] {
            new SSLHandshakeException("Remote host terminated the handshake"),
            with(new SSLHandshakeException("handshake"), new EOFException("SSL peer shut down incorrectly")),
            with(new SSLException("Connection reset"), new SocketException("Connection reset")),
            new SocketException("Connection refused")
        }) {
            assertThat(lost(broken).passing()).describedAs(broken.toString()).isTrue();
            assertThat(lost(broken).stop("asking", "ldaps://dc")).isInstanceOf(TransientException.class);
        }
    }

    @Test
    void anUntrustedCertificateDoesNot() {
        LdapResult refused =
                lost(with(new SSLHandshakeException("PKIX path building failed"), new CertificateException("no path")));
        assertThat(refused.passing()).isFalse();
        assertThat(refused.stop("asking", "ldaps://dc")).isInstanceOf(PermanentException.class);
        assertThat(lost(new SSLHandshakeException("Received fatal alert: handshake_failure"))
                        .passing())
                .isFalse();
    }

    /** Ctrl-C while an answer is waited for: nothing is known of the request, and the account is not ended by it. */
    @Test
    void anInterruptedRequestIsAStop() {
        NamingException interrupted = new InterruptedNamingException("Interrupted during LDAP operation");
        LdapResult result = LdapResult.of(interrupted);
        assertThat(result.code()).isEqualTo(LdapResult.LOST);
        assertThat(result.isInterrupted()).isTrue();
        assertThat(result.stop("clearing", "ldaps://dc")).isInstanceOf(StoppingException.class);
    }
}
