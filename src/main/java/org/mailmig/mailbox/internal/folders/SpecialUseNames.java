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
 * The usual names of folders with a special use (RFC 6154), in the languages of common programs: the last resort if a server lists no
 * special uses. The table is {@code special-names.txt}, loaded on first use.
 */
public final class SpecialUseNames {
    private SpecialUseNames() {}

    /** @param rank the lower, the likelier */
    public record Meaning(String role, int rank) {}

    /** Loads the table lazily: most accounts never need it. */
    private static final class Table {
        static final Map<String, Meaning> MEANINGS = read();
    }

    /** Returns the special use that a folder's name, without its parents, suggests (in lower case). */
    public static Optional<Meaning> meaning(String name) {
        return Optional.ofNullable(Table.MEANINGS.get(folded(name)));
    }

    /** Returns the name that a server's configuration most likely gives to the special use: those of Dovecot's example. */
    static String usual(String role) {
        return role.substring(1, 2).toUpperCase(Locale.ROOT) + role.substring(2);
    }

    /** Returns a key that is equal for names that a server may regard as the same, ignoring case and the encoding of accents. */
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
