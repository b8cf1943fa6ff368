// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;

/** A file with one secret, which another program may replace at any time. */
public final class SecretFile {
    /** More than any token needs; a larger file is not a token. */
    public static final int MOST_BYTES = 64 * 1024;

    private SecretFile() {}

    /**
     * The current first line, without its line break and without a byte order mark.
     *
     * @param key the configuration key or option that names the file, for messages
     * @throws TransientException if the file cannot be read or is empty: it may be about to be replaced
     */
    public static Secret firstLine(Path file, String key) {
        return Secret.of(text(file, key).lines().findFirst().orElse(""));
    }

    /** The whole content, in UTF-8, of at most {@link #MOST_BYTES}. @throws TransientException as {@link #firstLine} */
    public static String text(Path file, String key) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new TransientException(
                    "The file " + file + " of " + key + " cannot be read ("
                            + e.getClass().getSimpleName() + "): check its path and permissions.",
                    e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new PermanentException("The file " + file + " of " + key + " has more than " + MOST_BYTES
                    + " bytes: it must contain one secret.");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (text.isBlank()) {
            throw new TransientException(
                    "The file " + file + " of " + key + " is empty: write the secret into it.", null);
        }
        return text;
    }
}
