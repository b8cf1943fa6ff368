// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.util.Locale;
import java.util.regex.Pattern;
import org.mailmig.FatalException;
import org.mailmig.RefusedException;
import org.mailmig.Row;
import org.mailmig.SmtpAddress;

/**
 * What a stamp writes: an address at which new mail reaches the source, in the form that the target's MTA reads.
 *
 * @param address {@code <local part>@<forward domain>}
 * @param text the attribute's value, for example {@code SMTP:alice@old.example}
 */
record ForwarderValue(String address, String text) {
    private static final Pattern PREFIX = Pattern.compile("^[a-z0-9]+:", Pattern.CASE_INSENSITIVE);

    /**
     * @param domain {@code mailmig.forwarder.domain}; not needed by a row that gives a whole address
     * @param format {@code mailmig.forwarder.format}, with one {@code %s}
     * @throws RefusedException if the row gives no address, or one that leads back to itself
     */
    static ForwarderValue of(Row row, String domain, String format) {
        if (!format.contains("%s")) {
            throw new FatalException("mailmig.forwarder.format must hold %s for the address, not \"" + format + "\".");
        }
        String given = row.forwardAddress();
        String local = given == null || given.isBlank() ? Row.localPart(row.sourceUser()) : given.trim();
        String address = local.indexOf('@') >= 0 ? local : local + "@" + domain;
        if (!SmtpAddress.isGood(address)) {
            throw new RefusedException("\"" + address + "\" is not an address to which mail can be forwarded (line "
                    + row.line() + "): give the source's address in the column forward_address.");
        }
        if (address.equalsIgnoreCase(row.address())) {
            throw new RefusedException("The forwarder " + address + " would lead back to the target itself (line "
                    + row.line() + "): mailmig.forwarder.domain must be the source's domain.");
        }
        return new ForwarderValue(address, format.replace("%s", address));
    }

    /** Does a value that stands in the directory lead to the same address, whatever its prefix? */
    boolean sameAddress(String held) {
        return PREFIX.matcher(held.trim()).replaceFirst("").equalsIgnoreCase(address.toLowerCase(Locale.ROOT));
    }
}
