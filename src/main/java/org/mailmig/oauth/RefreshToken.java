// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.mailmig.config.SecretFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refresh token of one server. An endpoint may return a new one with each access token (RFC 6749, 6): it is used from then on, and
 * written back if the token came from a file.
 */
final class RefreshToken {
    private static final Logger LOG = LoggerFactory.getLogger(RefreshToken.class);
    private final OAuthKeys keys;
    private String configured;
    private String current;

    RefreshToken(OAuthKeys keys) {
        this.keys = keys;
    }

    /** The configured token, unless the endpoint has replaced it. */
    synchronized String get() {
        String now = keys.find("token-file").isPresent()
                ? SecretFile.firstLine(keys.path("token-file"), keys.key("token-file"))
                        .reveal()
                : keys.get("refresh-token");
        if (!now.equals(configured)) {
            configured = now;
            current = now;
        }
        return current;
    }

    synchronized void rotate(String given) {
        if (given.isEmpty() || given.equals(current)) {
            return;
        }
        current = given;
        if (keys.find("token-file").isPresent()) {
            write(keys.path("token-file"), given);
        }
    }

    /** Atomic, because the next process needs it. The new file is readable by its owner only. */
    private void write(Path file, String token) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Path fresh = Files.createTempFile(folder, ".token", ".new");
            Files.write(fresh, (token + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            configured = token;
        } catch (IOException e) {
            LOG.warn(
                    "The new refresh token of server {} could not be written to {} ({}): after a restart the old one may"
                            + " be refused",
                    keys.server(),
                    file,
                    e.getClass().getSimpleName());
        }
    }
}
