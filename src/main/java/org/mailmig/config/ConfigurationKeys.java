// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.mailmig.text.EditDistance;

/** The valid keys: those of the table ({@link KeyTable}), and those of {@code mailmig.servers}. Immutable. */
public final class ConfigurationKeys {
    /** By name, so that the value of a misspelt key is not shown either. */
    private static final Pattern SECRET = Pattern.compile(".*\\.([a-z]+-)?(password|key|secret|refresh-token)");

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]$");
    /** Set by the command line itself. */
    private static final Set<String> UNWRITTEN = Set.of("mailmig.configuration");

    private final Set<String> known;

    private ConfigurationKeys(Set<String> known) {
        this.known = known;
    }

    /** @param servers the value of {@code mailmig.servers} */
    public static ConfigurationKeys of(String servers) {
        Set<String> known = new TreeSet<>(UNWRITTEN);
        known.addAll(KeyTable.names());
        for (String server : servers.split(",")) {
            if (!server.isBlank()) {
                KeyTable.namesOf(server.trim()).forEach(known::add);
            }
        }
        return new ConfigurationKeys(known);
    }

    public Set<String> all() {
        return Set.copyOf(known);
    }

    /** Returns whether the value is secret: it is never shown, and leading and trailing blanks belong to it. */
    public static boolean isSecret(String key) {
        return SECRET.matcher(key).matches();
    }

    /** Returns whether the key has several values, separated by commas or written as a list. */
    static boolean isList(String key) {
        return KeyTable.find(key)
                .filter(row -> row.type() == KeyTable.Type.LIST)
                .isPresent();
    }

    /**
     * One sentence about a key that has no effect, with the key that may be meant. Empty for a valid key, and for one of other programs
     * that resembles none of mailmig.
     */
    public Optional<String> unknown(String key) {
        String plain = INDEX.matcher(key).replaceFirst("");
        if (known.contains(key) || (known.contains(plain) && isList(plain))) {
            return Optional.empty();
        }
        Optional<String> nearest = nearest(plain);
        if (!key.startsWith("mailmig.") && nearest.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(key + " is not a known key and has no effect"
                + nearest.map(name -> "; did you mean " + name + "?")
                        .orElse("; config/application.properties lists all keys."));
    }

    private Optional<String> nearest(String key) {
        String folded = key.toLowerCase(Locale.ROOT).replace('_', '-');
        boolean ours = folded.startsWith("mailmig.");
        int most = ours ? Math.max(2, (folded.length() - "mailmig.".length()) / 4) : 2;
        String whole = !ours && known.contains("mailmig." + folded) ? "mailmig." + folded : folded;
        return known.stream()
                .filter(name -> !UNWRITTEN.contains(name) && Math.abs(name.length() - whole.length()) <= most)
                .filter(name -> EditDistance.of(name, whole) <= most)
                .min(Comparator.comparingInt((String name) -> EditDistance.of(name, whole)));
    }

    /** The default of every key that has one, including empty ones. */
    public static Properties defaults() {
        return KeyTable.defaults();
    }
}
