// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.mailmig.config.RenewableSecret;
import org.mailmig.config.Secret;
import org.mailmig.config.SecretFile;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;

/** A token in a file that another program keeps fresh: a plain token or a token endpoint's JSON, read for each login. */
final class FileToken implements RenewableSecret {
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final String MAILBOX = "{mailbox}";

    private final OAuthKeys keys;
    private final String mailbox;

    FileToken(OAuthKeys keys, String mailbox) {
        this.keys = keys;
        this.mailbox = mailbox;
    }

    @Override
    public Secret get() {
        Path file = file();
        return TokenAnswer.token(SecretFile.text(file, keys.key("token-file")), "The file " + file)
                .value();
    }

    /** A name from a control file must not lead out of the folder. */
    private Path file() {
        if (!keys.get("token-file").contains(MAILBOX)) {
            return keys.path("token-file");
        }
        if (!mailbox.matches("[^./\\\\\\p{Cntrl}:][^/\\\\\\p{Cntrl}:]*")) {
            throw new PermanentException("The mailbox " + TokenAnswer.shown(mailbox, java.util.List.of())
                    + " cannot be part of a file's name, as " + keys.key("token-file") + " requires.");
        }
        return Path.of(keys.get("token-file").replace(MAILBOX, mailbox));
    }

    /** An expired token in the file is the fault of the program that should have renewed it, not of the mailbox. */
    @Override
    public boolean renew(Secret refused) {
        if (!get().equals(refused)) {
            return true;
        }
        Duration age = age();
        if (age.compareTo(FRESH) > 0) {
            throw new TransientException(
                    "Server " + keys.server() + " refused the token in " + file() + ", which is " + age.toMinutes()
                            + " min old: write a new one into " + keys.key("token-file")
                            + ", or check whether the token may open the mailbox " + mailbox,
                    null);
        }
        return false;
    }

    private Duration age() {
        try {
            return Duration.between(Files.getLastModifiedTime(file()).toInstant(), Instant.now());
        } catch (IOException e) {
            throw new TransientException("The file " + file() + " of " + keys.key("token-file") + " is gone.", e);
        }
    }

    @Override
    public boolean isGranted() {
        return true;
    }
}
