// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * An immutable set of flags and keywords (RFC 9051, 2.3.2), compared without regard to case, shared where equal: a folder of
 * 200,000 messages holds a handful. Safe for any number of threads.
 */
public final class Flags {
    public static final Flags NONE = new Flags(List.of());
    private static final ConcurrentHashMap<String, Flags> SHARED = new ConcurrentHashMap<>();
    private static final int MOST_SHARED = 10_000;
    /** From so many names on a set is looked up faster than it is read. */
    private static final int MANY = 16;

    private final List<String> names;
    private final String text;

    private Flags(List<String> names) {
        this.names = names;
        this.text = String.join(" ", names);
    }

    /** The flags named, without {@code \Recent}, which only a server may set. */
    public static Flags of(Collection<String> names) {
        TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            if (!name.equalsIgnoreCase("\\Recent")) {
                sorted.putIfAbsent(name, name);
            }
        }
        if (sorted.isEmpty()) {
            return NONE;
        }
        Flags flags = new Flags(List.copyOf(sorted.values()));
        if (SHARED.size() > MOST_SHARED) {
            SHARED.clear();
        }
        Flags before = SHARED.putIfAbsent(flags.text, flags);
        return before == null ? flags : before;
    }

    public static Flags of(String... names) {
        return of(Arrays.asList(names));
    }

    /** Reads what {@link #toString} wrote. */
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
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    public Flags where(Predicate<String> wanted) {
        List<String> some = names.stream().filter(wanted).toList();
        return some.size() == names.size() ? this : of(some);
    }

    /** The flags of this set that are not in the other. */
    public Flags minus(Flags other) {
        if (other.isEmpty() || this == other) {
            return this == other ? NONE : this;
        }
        if (other.names.size() < MANY) {
            return where(name -> !other.has(name));
        }
        TreeSet<String> others = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        others.addAll(other.names);
        return where(name -> !others.contains(name));
    }

    public Flags and(Flags other) {
        TreeMap<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        names.forEach(name -> all.put(name, name));
        other.names.forEach(name -> all.putIfAbsent(name, name));
        return of(all.values());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Flags that && text.equalsIgnoreCase(that.text);
    }

    @Override
    public int hashCode() {
        return text.toLowerCase(Locale.ROOT).hashCode();
    }

    /** The names separated by blanks, in alphabetical order. */
    @Override
    public String toString() {
        return text;
    }
}
