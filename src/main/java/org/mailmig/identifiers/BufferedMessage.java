// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.runtime.PrivateFiles;

/** A text whose checksum must be known before it is sent: in memory, or in a temporary file if it is large. */
record BufferedMessage(byte[] octets, Path file, String sha1) {
    private static final long MOST_IN_MEMORY = 4L << 20;

    /** Reads the text to its end. */
    static BufferedMessage of(AppendMessage text) throws IOException {
        if (text.size() <= MOST_IN_MEMORY) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream((int) text.size());
            text.body().writeTo(octets);
            return new BufferedMessage(octets.toByteArray(), null, sha1(octets.toByteArray()));
        }
        MessageDigest digest = digest();
        Path file = Files.createTempFile("mailmig-", ".message", PrivateFiles.file());
        try (OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest)) {
            text.body().writeTo(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new BufferedMessage(null, file, HexFormat.of().formatHex(digest.digest()));
    }

    /** Returns the SHA-1 in hexadecimal digits, by which Cyrus identifies a message. */
    static String sha1(byte[] octets) {
        return HexFormat.of().formatHex(digest().digest(octets));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void writeTo(OutputStream out) throws IOException {
        if (file == null) {
            out.write(octets);
        } else {
            Files.copy(file, out);
        }
    }

    void drop() {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
