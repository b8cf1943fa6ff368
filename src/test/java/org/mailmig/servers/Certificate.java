// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.util.OID;
import com.unboundid.util.ObjectPair;
import com.unboundid.util.ssl.cert.PublicKeyAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509Certificate;
import com.unboundid.util.ssl.cert.X509CertificateExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate with its key. Who trusts it trusts the servers that bear it, and nothing else. */
public final class Certificate {
    /** Password of {@link #trustStore}. */
    public static final String STORE_PASSWORD = "changeit";

    private static final byte DNS_NAME = (byte) 0x82;
    private static final byte IP_ADDRESS = (byte) 0x87;

    private static Certificate shared;
    private final X509Certificate certificate;
    private final KeyPair keys;

    private Certificate(X509Certificate certificate, KeyPair keys) {
        this.certificate = certificate;
        this.keys = keys;
    }

    /** The one that all servers of this JVM bear: for localhost and 127.0.0.1. */
    public static synchronized Certificate loopback() {
        if (shared == null) {
            shared = of("localhost", Instant.now().plus(Duration.ofDays(2)));
        }
        return shared;
    }

    /** One of its own for this DNS name (and for 127.0.0.1 if the name is localhost), valid until {@code end}. */
    public static Certificate of(String host, Instant end) {
        ASN1OctetString dns = new ASN1OctetString(DNS_NAME, host);
        ASN1OctetString address = new ASN1OctetString(IP_ADDRESS, new byte[] {127, 0, 0, 1});
        ASN1Sequence names = host.equals("localhost") ? new ASN1Sequence(dns, address) : new ASN1Sequence(dns);
        try {
            ObjectPair<X509Certificate, KeyPair> made = X509Certificate.generateSelfSignedCertificate(
                    SignatureAlgorithmIdentifier.SHA_256_WITH_RSA,
                    PublicKeyAlgorithmIdentifier.RSA,
                    2048,
                    new DN(new RDN("CN", host)),
                    Instant.now().minus(Duration.ofDays(9)).toEpochMilli(),
                    end.toEpochMilli(),
                    new X509CertificateExtension(new OID("2.5.29.17"), false, names.encode()));
            return new Certificate(made.getFirst(), made.getSecond());
        } catch (Exception e) {
            throw new AssertionError("No certificate for " + host, e);
        }
    }

    /** Trusts this certificate alone. */
    public SSLContext sslContext() {
        return trusting(store());
    }

    /** Shows this certificate: for a server in this process. */
    public SSLContext serverContext() {
        try {
            KeyStore store = store();
            java.security.cert.Certificate[] chain = {certificate.toCertificate()};
            store.setKeyEntry("key", keys.getPrivate(), STORE_PASSWORD.toCharArray(), chain);
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(store, STORE_PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes a PKCS12 trust store that holds this certificate alone. */
    public Path trustStore(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            store().store(out, STORE_PASSWORD.toCharArray());
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes {@code cert.pem} and {@code key.pem}, as the servers read them. */
    public void writePem(Path dir) throws IOException {
        Files.writeString(dir.resolve("cert.pem"), pem("CERTIFICATE", certificate.getX509CertificateBytes()));
        Files.writeString(
                dir.resolve("key.pem"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    static SSLContext trusting(KeyStore store) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private KeyStore store() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("server", certificate.toCertificate());
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String what, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }
}
