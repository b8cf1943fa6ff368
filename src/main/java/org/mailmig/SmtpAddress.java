// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.util.regex.Pattern;

/** Addresses to which mail can be forwarded: asked when a row is checked, and again before the directory is told. */
public final class SmtpAddress {
    private static final int LONGEST = 254;

    /** Dot-atom and domain of RFC 5321, 4.1.2: neither quoted local parts nor address literals, which MTAs' look-ups break on. */
    private static final Pattern ADDRESS = Pattern.compile(
            "[\\w!#$%&'*+/=?^`{|}~-]+(\\.[\\w!#$%&'*+/=?^`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?",
            Pattern.CASE_INSENSITIVE);

    private SmtpAddress() {}

    public static boolean isGood(String address) {
        return address.length() <= LONGEST && ADDRESS.matcher(address).matches();
    }
}
