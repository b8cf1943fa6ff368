// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.mailmig.imap.text.Keywords;

/**
 * An immutable set of flags and keywords (RFC 9051, 2.3.2), case-insensitive. Equal sets share one instance: a folder of 200,000
 * messages has a handful. Safe for any number of threads.
 */
public final class Flags {
    public static final Flags NONE = new Flags(List.of(), 0);
    private static final ConcurrentHashMap<String, Flags> SHARED = new ConcurrentHashMap<>();
    private static final int MOST_SHARED = 5_000;

    /** Larger sets are seldom equal, and each may be very large. */
    private static final int MOST_OCTETS_SHARED = 512;

    private static final int MEMORY_OF_SET = 64;

    private final List<String> names;
    private final long octets;
    private final int hash;

    private Flags(List<String> names, long octets) {
        this.names = names;
        this.octets = octets;
        int code = 1;
        for (String name : names) {
            code = 31 * code + name.toLowerCase(Locale.ROOT).hashCode();
        }
        this.hash = code;
    }

    /** Returns the named flags, without {@code \Recent}, which only a server may set. */
    public static Flags of(Collection<String> names) {
        TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        long octets = MEMORY_OF_SET;
        for (String name : names) {
            if (!name.equalsIgnoreCase("\\Recent")) {
                String shared = Keywords.shared(name);
                octets += Long.BYTES + (shared == null ? Keywords.memory(name) : 0);
                sorted.putIfAbsent(name, shared == null ? name : shared);
            }
        }
        if (sorted.isEmpty()) {
            return NONE;
        }
        Flags flags = new Flags(List.copyOf(sorted.values()), octets);
        if (octets > MOST_OCTETS_SHARED) {
            return flags;
        }
        flags = new Flags(flags.names, 0);
        if (SHARED.size() > MOST_SHARED) {
            SHARED.clear();
        }
        Flags before = SHARED.putIfAbsent(flags.toString(), flags);
        return before == null ? flags : before;
    }

    public static Flags of(String... names) {
        return of(Arrays.asList(names));
    }

    /** Parses what {@link #toString} wrote. */
    public static Flags parse(String text) {
        return text == null || text.isBlank()
                ? NONE
                : of(Arrays.asList(text.trim().split(" +")));
    }

    public List<String> names() {
        return names;
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    public boolean has(String name) {
        return Collections.binarySearch(names, name, String.CASE_INSENSITIVE_ORDER) >= 0;
    }

    /** Returns the estimated memory of this set in bytes, without what it shares with others. */
    public long memory() {
        return octets;
    }

    public Flags where(Predicate<String> wanted) {
        List<String> some = names.stream().filter(wanted).toList();
        return some.size() == names.size() ? this : of(some);
    }

    /** Returns the flags of this set that are not in the other. */
    public Flags minus(Flags other) {
        return other.isEmpty() ? this : where(name -> !other.has(name));
    }

    public Flags and(Flags other) {
        TreeMap<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        names.forEach(name -> all.put(name, name));
        other.names.forEach(name -> all.putIfAbsent(name, name));
        return of(all.values());
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Flags that
                        && hash == that.hash
                        && names.size() == that.names.size()
                        && minus(that).isEmpty();
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Returns the names separated by blanks, in alphabetical order. */
    @Override
    public String toString() {
        return String.join(" ", names);
    }
}
