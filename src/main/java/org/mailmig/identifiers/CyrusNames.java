// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

/** Cyrus' internal names: {@code user.alice.Sent}, with {@code ^} for a dot inside a level; a domain precedes {@code !}. */
final class CyrusNames {
    private final String inbox;
    private final String prefix;
    private final char separator;

    /** {@code prefix} and {@code separator} of the owner's personal namespace (RFC 2342). */
    CyrusNames(String user, String prefix, char separator) {
        int at = user.lastIndexOf('@');
        String local = at < 0 ? user : user.substring(0, at);
        this.inbox = (at < 0 ? "" : user.substring(at + 1) + "!") + "user." + local.replace('.', '^');
        this.prefix = prefix;
        this.separator = separator;
    }

    String internal(String rawName) {
        if (rawName.equalsIgnoreCase("INBOX")) {
            return inbox;
        }
        String path = rawName.startsWith(prefix) ? rawName.substring(prefix.length()) : rawName;
        return inbox + "." + (separator == '.' ? path : path.replace('.', '^').replace(separator, '.'));
    }
}
