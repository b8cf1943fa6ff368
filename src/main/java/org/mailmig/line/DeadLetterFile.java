// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.mailmig.Account;
import org.mailmig.config.Settings;
import org.mailmig.runtime.CrashPoint;
import org.mailmig.runtime.PrivateFiles;

/**
 * The file of one account's dead letter, in {@code mailmig.dead-letter.dir}. Its name is the same in every wave.
 *
 * @param letter its absolute path
 */
record DeadLetterFile(Path letter) {
    private static final int READABLE = 60;

    static DeadLetterFile of(Settings settings, Account account) {
        Path dir = Path.of(settings.get("mailmig.dead-letter.dir"))
                .toAbsolutePath()
                .normalize();
        return new DeadLetterFile(dir.resolve(name(account) + ".json"));
    }

    /** Writes the file atomically. A temporary file left by a killed process has the same name and is replaced by the next letter. */
    void write(String text) throws IOException {
        PrivateFiles.folder(letter.getParent());
        Path part = part();
        Files.deleteIfExists(part);
        try {
            Files.createFile(part, PrivateFiles.file());
            Files.writeString(part, text, StandardCharsets.UTF_8);
            CrashPoint.step("before dead letter");
            Files.move(part, letter, StandardCopyOption.ATOMIC_MOVE);
            CrashPoint.step("after dead letter");
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Deletes the file and what a killed process left of it. */
    void delete() throws IOException {
        Files.deleteIfExists(part());
        Files.deleteIfExists(letter);
    }

    private Path part() {
        return letter.resolveSibling("." + letter.getFileName() + ".part");
    }

    /** A file name from the account's name and the pair of mailboxes: the same in every wave, however the account is written. */
    private static String name(Account account) {
        String folded = account.getAccount().toLowerCase(Locale.ROOT);
        String readable = folded.replaceAll("[^a-z0-9._@+-]", "_").replaceFirst("^\\.", "_");
        String pair = account.getMailbox() + " " + folded;
        return readable.substring(0, Math.min(READABLE, readable.length())) + "-" + hash(pair);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    @Override
    public String toString() {
        return letter.toString();
    }
}
