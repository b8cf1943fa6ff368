package org.mailmig.directory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.mailmig.FatalException;

/** Whose certificates are believed. Names are compared in every case (RFC 4513, 3.1.3): JNDI does so by itself. */
final class LdapTls {
    private LdapTls() {}

    /** Trusts what {@code caFile} holds and nothing else; an empty one, what this Java trusts. */
    static SSLSocketFactory sockets(String caFile) {
        if (caFile.isEmpty()) {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
        try (InputStream pem = Files.newInputStream(Path.of(caFile))) {
            Collection<? extends Certificate> trusted =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (trusted.isEmpty()) {
                throw new GeneralSecurityException("no certificate stands in it");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each : trusted) {
                store.setCertificateEntry("ca" + store.size(), each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new FatalException(
                    "The file of trusted certificates " + caFile + " cannot be used: " + e.getMessage()
                            + "; give a PEM file in mailmig.directory.ca-file.",
                    e);
        }
    }
}
