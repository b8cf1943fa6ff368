// SPDX-License-Identifier: Apache-2.0
package org.mailmig.text;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses to which mail can be forwarded: checked with the row, and again before the directory is changed. */
public final class SmtpAddress {
    private static final int LONGEST = 254;

    /**
     * Dot-atom and domain of RFC 5321, 4.1.2: without quoted local parts and address literals, which break MTAs' lookups, and without
     * {@code %} and {@code !}, which an MTA may interpret as a route to another domain.
     */
    private static final Pattern ADDRESS = Pattern.compile(
            "[\\w#$&'*+/=?^`{|}~-]+(\\.[\\w#$&'*+/=?^`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?",
            Pattern.CASE_INSENSITIVE);

    private SmtpAddress() {}

    /** The address with its domain in lower-case ASCII (RFC 5890, 2.3.2.1), so that equivalent notations are equal. */
    public static String normal(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? address : address.substring(0, at + 1) + domain(address.substring(at + 1));
    }

    /** A domain in lower-case ASCII; only in lower case if it is not a valid domain. */
    public static String domain(String domain) {
        try {
            return IDN.toASCII(domain.trim()).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain.toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns whether two addresses denote the same mailbox, as far as can be known outside its domain. In practice case does not matter
     * anywhere.
     */
    public static boolean same(String one, String other) {
        return one != null && other != null && normal(one.trim()).equalsIgnoreCase(normal(other.trim()));
    }

    public static boolean isGood(String address) {
        return address.length() <= LONGEST && ADDRESS.matcher(address).matches();
    }
}
