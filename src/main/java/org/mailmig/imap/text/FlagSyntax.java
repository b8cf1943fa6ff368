// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks which flags are valid in a command (RFC 9051, 9: {@code flag}). */
public final class FlagSyntax {
    private static final Set<String> SYSTEM = Set.of("\\answered", "\\flagged", "\\deleted", "\\seen", "\\draft");

    /** Dovecot refuses longer keywords. */
    private static final Pattern USUAL = Pattern.compile("[$A-Za-z0-9][A-Za-z0-9_.$-]{0,49}");

    private FlagSyntax() {}

    public static boolean isSystem(String name) {
        return SYSTEM.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns whether it is a system flag or a keyword that is an atom: no server calls it a syntax error. */
    public static boolean sendable(String name) {
        return isSystem(name) || isAtom(name);
    }

    /**
     * Returns whether every server accepts the keyword: short, of letters, digits and a few signs, so that no server calls it a syntax
     * error.
     */
    public static boolean isUsual(String keyword) {
        return USUAL.matcher(keyword).matches();
    }

    private static boolean isAtom(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7F && "(){%*\"\\]".indexOf(c) < 0);
    }
}
