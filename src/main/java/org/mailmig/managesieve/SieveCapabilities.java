// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The capabilities of a server (RFC 5804, 1.7). */
public final class SieveCapabilities {
    /** Comparators that every implementation has (RFC 5228, 2.7.3). */
    private static final Set<String> BUILT_IN = Set.of("comparator-i;octet", "comparator-i;ascii-casemap");

    private final Map<String, String> values = new HashMap<>();

    SieveCapabilities(List<List<String>> lines) {
        lines.stream()
                .filter(line -> !line.isEmpty())
                .forEach(line -> values.put(line.get(0).toUpperCase(Locale.ROOT), line.size() > 1 ? line.get(1) : ""));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean offers(String mechanism) {
        return words("SASL").contains(mechanism);
    }

    /** The owner of the scripts, as named by the server; empty if it does not report it. */
    public String owner() {
        return values.getOrDefault("OWNER", "");
    }

    /** CHECKSCRIPT and others were introduced with VERSION (RFC 5804, 1.7). */
    public boolean canCheck() {
        return has("VERSION");
    }

    /** The number of redirects that one run of a script may make; empty if the server does not report it. */
    public OptionalInt maxRedirects() {
        String most = values.getOrDefault("MAXREDIRECTS", "");
        return most.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(most)) : OptionalInt.empty();
    }

    /** Extensions among {@code required} that the server does not have. */
    public Set<String> missing(Set<String> required) {
        Set<String> missing = new TreeSet<>(required);
        missing.removeAll(BUILT_IN);
        missing.removeAll(words("SIEVE"));
        return missing;
    }

    private Set<String> words(String name) {
        String value = values.getOrDefault(name, "");
        return value.isBlank()
                ? Collections.emptySet()
                : Arrays.stream(value.trim().split(" +")).collect(Collectors.toSet());
    }
}
