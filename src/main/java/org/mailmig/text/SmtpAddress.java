// SPDX-License-Identifier: Apache-2.0
package org.mailmig.text;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses to which mail can be forwarded: asked when a row is checked, and again before the directory is told. */
public final class SmtpAddress {
    private static final int LONGEST = 254;

    /**
     * Dot-atom and domain of RFC 5321, 4.1.2: neither quoted local parts nor address literals, which MTAs' look-ups break on,
     * nor {@code %} and {@code !}, by which an MTA may read a route to another domain out of the local part.
     */
    private static final Pattern ADDRESS = Pattern.compile(
            "[\\w#$&'*+/=?^`{|}~-]+(\\.[\\w#$&'*+/=?^`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?",
            Pattern.CASE_INSENSITIVE);

    private SmtpAddress() {}

    /** The address with its domain in lower-case ASCII (RFC 5890, 2.3.2.1), so that two ways to write it are equal. */
    public static String normal(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? address : address.substring(0, at + 1) + domain(address.substring(at + 1));
    }

    /** A domain in lower-case ASCII; as it is, in lower case, where it cannot be a domain. */
    public static String domain(String domain) {
        try {
            return IDN.toASCII(domain.trim()).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain.toLowerCase(Locale.ROOT);
        }
    }

    /** Are two addresses the same mailbox's, by all that can be known from outside its domain? Case counts nowhere in practice. */
    public static boolean same(String one, String other) {
        return one != null && other != null && normal(one.trim()).equalsIgnoreCase(normal(other.trim()));
    }

    public static boolean isGood(String address) {
        return address.length() <= LONGEST && ADDRESS.matcher(address).matches();
    }
}
