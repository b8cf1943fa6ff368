// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What folders with a role (RFC 6154) are usually called, in the languages of the usual programs: the last resort where a
 * server shows no roles. The table is {@code special-names.txt}, read when first needed.
 */
public final class SpecialUseNames {
    private SpecialUseNames() {}

    /** @param rank the lower, the likelier */
    public record Meaning(String role, int rank) {}

    /** Holder: most accounts never need it. */
    private static final class Table {
        static final Map<String, Meaning> MEANINGS = read();
    }

    /** What the name of a folder, without those above it, says of its role (in lower case). */
    public static Optional<Meaning> meaning(String name) {
        return Optional.ofNullable(Table.MEANINGS.get(folded(name)));
    }

    /** The name that a server's configuration most likely gives to the role: Dovecot's own example has these. */
    static String usual(String role) {
        return role.substring(1, 2).toUpperCase(Locale.ROOT) + role.substring(2);
    }

    /** Names that a server blind to case, or to how an accent is written, takes for one. */
    public static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static Map<String, Meaning> read() {
        Map<String, Meaning> meanings = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                SpecialUseNames.class.getResourceAsStream("/org/mailmig/mailbox/special-names.txt"),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("\\")) {
                    String[] words = line.split("\\s+", 3);
                    String[] names = words[2].split("\\|");
                    for (int i = 0; i < names.length; i++) {
                        meanings.putIfAbsent(folded(names[i].strip()), new Meaning(words[0], i));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(meanings);
    }
}
