// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.util.Locale;
import java.util.Set;

/** Which flags may stand in a command (RFC 9051, 9: {@code flag}). */
final class FlagSyntax {
    private static final Set<String> SYSTEM = Set.of("\\answered", "\\flagged", "\\deleted", "\\seen", "\\draft");

    private FlagSyntax() {}

    static boolean isSystem(String name) {
        return SYSTEM.contains(name.toLowerCase(Locale.ROOT));
    }

    /** System flags and keywords that are atoms: no server calls them a syntax error. */
    static boolean sendable(String name) {
        return isSystem(name) || isAtom(name);
    }

    private static boolean isAtom(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7F && "(){%*\"\\]".indexOf(c) < 0);
    }
}
