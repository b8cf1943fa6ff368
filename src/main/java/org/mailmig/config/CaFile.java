// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.mailmig.error.PermanentException;

/** A file of certificate authorities (PEM, RFC 7468) that replaces those of this Java. */
public final class CaFile {
    private CaFile() {}

    /** Returns a context that trusts only the file's certificates. @throws PermanentException naming the key, if the file cannot be used */
    public static SSLContext trusted(String file, String key) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca" + store.size(), each);
            }
            if (store.size() == 0) {
                throw new GeneralSecurityException("it contains no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] managers = trust.getTrustManagers();
            for (int i = 0; i < managers.length; i++) {
                if (managers[i] instanceof X509ExtendedTrustManager manager) {
                    managers[i] = new ExpiryCheckingTrust(manager);
                }
            }
            context.init(null, managers, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new PermanentException(
                    "The file of trusted certificates " + file + " cannot be used (" + e.getMessage()
                            + "): name a PEM file in " + key + ".",
                    e);
        }
    }
}
