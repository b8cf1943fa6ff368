// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** Translates the rights of one server into the letters of another (RFC 4314, 2.1 and 2.1.1; RFC 2086, 3). */
final class AclRights {
    private static final String COMMON = "lrswipa";
    private static final String ORDER = "lrswipkxtean0123456789";

    private AclRights() {}

    /**
     * @param rights as the source returns them
     * @param sourceRights what the source offers beyond {@code lrswipa}; empty for RFC 2086
     * @param targetRights the same of the target
     */
    static String translated(String rights, String sourceRights, String targetRights) {
        Set<Character> all = expanded(rights, sourceRights);
        StringBuilder out = new StringBuilder();
        if (targetRights.isEmpty()) {
            for (char c : all.toArray(new Character[0])) {
                String old = c == 'k' || c == 'x' ? "c" : c == 't' || c == 'e' ? "d" : String.valueOf(c);
                if ((COMMON + "cd").contains(old) && out.indexOf(old) < 0) {
                    out.append(old);
                }
            }
            return out.toString();
        }
        all.stream().filter(c -> (COMMON + targetRights).indexOf(c) >= 0).forEach(out::append);
        return out.toString();
    }

    /** Returns the letters that the target does not know. */
    static String lost(String rights, String sourceRights, String targetRights) {
        StringBuilder lost = new StringBuilder();
        if (!targetRights.isEmpty()) {
            expanded(rights, sourceRights).stream()
                    .filter(c -> (COMMON + targetRights).indexOf(c) < 0)
                    .forEach(lost::append);
        }
        return lost.toString();
    }

    /**
     * Returns the rights without the virtual rights c and d, which duplicate other rights in the response, or replace them all with RFC
     * 2086.
     */
    private static Set<Character> expanded(String rights, String sourceRights) {
        Set<Character> all = new TreeSet<>(
                Comparator.comparing((Character c) -> ORDER.indexOf(c) < 0 ? ORDER.length() : ORDER.indexOf(c))
                        .thenComparing(Comparator.naturalOrder()));
        for (char c : rights.toCharArray()) {
            if (c == 'c' || c == 'd') {
                if (sourceRights.isEmpty()) {
                    for (char single : (c == 'c' ? "k" : "etx").toCharArray()) {
                        all.add(single);
                    }
                }
            } else {
                all.add(c);
            }
        }
        return all;
    }
}
