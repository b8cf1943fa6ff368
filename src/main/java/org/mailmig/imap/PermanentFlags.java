// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.util.Set;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.text.FlagSyntax;

/** Which flags a folder takes, by the PERMANENTFLAGS of its SELECT (RFC 9051, 7.1), and which can be sent at all. */
public final class PermanentFlags {
    /** Limit of keywords in an APPEND, in bytes, so that several messages fit into one command. */
    private static final int MOST_APPENDED_CHARS = 800;

    private PermanentFlags() {}

    /**
     * Returns the flags and keywords of {@code wanted} that APPEND can carry: system flags, whatever PERMANENTFLAGS says, since many
     * servers list fewer than APPEND keeps, and keywords that PERMANENTFLAGS allows (RFC 9051, 7.1). Leaves out everything that a
     * server might refuse, and more than fits in a short line: {@link ImapConnection#storeEach} sets the rest.
     */
    public static Flags appendable(Flags wanted, Set<String> permanentFlags) {
        if (wanted.isEmpty()) {
            return wanted;
        }
        boolean any = permanentFlags.contains("\\*");
        int[] chars = new int[1];
        return wanted.where(name -> FlagSyntax.isSystem(name)
                || FlagSyntax.isUsual(name)
                        && (any || isPermanent(name, permanentFlags))
                        && (chars[0] += name.length() + 1) <= MOST_APPENDED_CHARS);
    }

    /** Returns whether PERMANENTFLAGS says that the folder keeps this flag. */
    public static boolean isPermanent(String flag, Set<String> permanentFlags) {
        return permanentFlags.contains("\\*") && !FlagSyntax.isSystem(flag)
                || permanentFlags.stream().anyMatch(flag::equalsIgnoreCase);
    }

    /** Returns the flags that can be sent at all: no client may set {@code \\Recent}, and a keyword is an atom (RFC 9051, 9). */
    public static Flags sendable(Flags wanted) {
        return wanted.where(FlagSyntax::sendable);
    }
}
