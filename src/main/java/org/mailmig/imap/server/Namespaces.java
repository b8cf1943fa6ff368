// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the user's own folders are, and where other users' folders begin (RFC 2342). Names are raw.
 *
 * @param personal the user's own namespaces; not empty
 * @param foreign those that belong to other users or are shared
 */
public record Namespaces(List<Namespace> personal, List<Namespace> foreign) {
    /** The pattern if the user's own folders need no prefix. */
    public static final List<String> EVERYTHING = List.of("*");

    public Namespaces {
        personal = List.copyOf(personal);
        foreign = List.copyOf(foreign);
    }

    /** Returns the personal namespace of INBOX: new folders belong there. Others are listed, and nothing is created in them. */
    public Namespace first() {
        return personal.stream()
                .filter(namespace -> namespace.prefix().isEmpty())
                .findFirst()
                .or(() -> personal.stream()
                        .filter(namespace -> namespace.prefix().regionMatches(true, 0, "INBOX", 0, 5))
                        .findFirst())
                .orElse(personal.get(0));
    }

    /** Returns the user's own namespaces except {@link #first}. */
    public List<Namespace> further() {
        Namespace first = first();
        return personal.stream().filter(namespace -> !namespace.equals(first)).toList();
    }

    /** Returns patterns for LIST that find every folder of the user. */
    public List<String> patterns() {
        List<String> patterns = new ArrayList<>();
        for (Namespace namespace : personal) {
            if (!namespace.prefix().isEmpty()
                    && namespace.prefix().regionMatches(true, 0, "INBOX", 0, 5)
                    && !patterns.contains("INBOX")) {
                patterns.add("INBOX");
            }
            patterns.add(namespace.prefix() + "*");
        }
        if (patterns.contains("*")) {
            return EVERYTHING;
        }
        if (!patterns.contains("INBOX")) {
            patterns.add(0, "INBOX");
        }
        return patterns;
    }

    /** Returns whether a folder belongs to the user, by its name. The longest prefix decides. */
    public boolean owns(String rawName) {
        return rawName.equalsIgnoreCase("INBOX") || longest(personal, rawName) >= longest(foreign, rawName);
    }

    private static int longest(List<Namespace> namespaces, String rawName) {
        return namespaces.stream()
                .filter(namespace -> namespace.holds(rawName))
                .mapToInt(namespace -> namespace.prefix().length())
                .max()
                .orElse(-1);
    }
}
