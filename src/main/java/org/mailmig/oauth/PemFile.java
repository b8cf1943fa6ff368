// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailmig.error.PermanentException;

/**
 * Text with PEM blocks (RFC 7468): an RSA key in PKCS #8 or PKCS #1, a certificate.
 *
 * @param text the file's content
 * @param file for messages, for example "The file /etc/key.pem of mailmig.source.oauth.key-file"
 */
record PemFile(String text, String file) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String WANTED =
            " it must be a service account's JSON key file, or PEM with an RSA key (BEGIN PRIVATE KEY or BEGIN RSA PRIVATE"
                    + " KEY).";
    /** Version 0 and the algorithm rsaEncryption without parameters (RFC 5208, 5; RFC 8017, A.1). */
    private static final byte[] RSA = {
        2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
    };

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 4;

    /** The first private key. @throws PermanentException saying what was found instead, without quoting it */
    PrivateKey key() {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String label = block.group(1);
            boolean isEncrypted =
                    label.startsWith("ENCRYPTED") || block.group(2).contains(",ENCRYPTED");
            if (isEncrypted) {
                throw new PermanentException(
                        file + " contains an encrypted key, which is not supported: write it without a passphrase"
                                + " (openssl pkey -in FILE -out NEW), readable by mailmig alone.");
            }
            if (label.equals("PRIVATE KEY")) {
                return rsa(decoded(block.group(2)));
            }
            if (label.equals("RSA PRIVATE KEY")) {
                return rsa(der(SEQUENCE, RSA, der(OCTET_STRING, decoded(block.group(2)))));
            }
            if (label.endsWith("PRIVATE KEY")) {
                throw new PermanentException(file + " contains no RSA key but " + label + ":" + WANTED);
            }
        }
        if (text.contains("-----BEGIN")) {
            throw new PermanentException(file + " contains no RSA key:" + WANTED);
        }
        return rsa(decoded(text)); // PKCS #8 in BASE64 without its lines
    }

    /** The first certificate; empty if there is none. */
    Optional<X509Certificate> certificate() {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                try {
                    return Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(decoded(block.group(2)))));
                } catch (CertificateException e) {
                    throw new PermanentException(file + " contains a certificate that cannot be read.");
                }
            }
        }
        return Optional.empty();
    }

    private PrivateKey rsa(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new PermanentException(file + " contains no RSA key:" + WANTED);
        }
    }

    private byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new PermanentException(file + " contains no RSA key:" + WANTED);
        }
    }

    /** Tag, length and content (X.690, 8.1). */
    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        all.write(tag);
        if (length < 0x80) {
            all.write(length);
        } else {
            int bytes = length > 0xffff ? 3 : length > 0xff ? 2 : 1;
            all.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                all.write(length >> (8 * i));
            }
        }
        for (byte[] content : contents) {
            all.writeBytes(content);
        }
        return all.toByteArray();
    }
}
