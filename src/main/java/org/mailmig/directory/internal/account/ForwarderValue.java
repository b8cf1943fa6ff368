// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.mailmig.ControlRow;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.text.SmtpAddress;

/**
 * The value of a stamp: an address at which new mail reaches the source, in the form that the target's MTA reads.
 *
 * @param address {@code <local part>@<forward domain>}
 * @param text the attribute's value, for example {@code SMTP:alice@old.example}
 */
public record ForwarderValue(String address, String text) {
    private static final Pattern PREFIX = Pattern.compile("^[a-z0-9]+:", Pattern.CASE_INSENSITIVE);

    /** The value for a row, in the domains and the form of the configuration. @throws RefusedException as below */
    static ForwarderValue of(ControlRow row, Settings settings) {
        List<String> domains = new ArrayList<>();
        settings.find("mailmig.forwarder.domain").ifPresent(domains::add);
        if (row.forwardDomain() != null) {
            domains.add(row.forwardDomain());
        }
        for (String domain :
                settings.find("mailmig.forwarder.more-domains").orElse("").split(",")) {
            if (!domain.isBlank()) {
                domains.add(domain.trim());
            }
        }
        return of(row, domains, ForwarderFormat.of(settings).format());
    }

    /**
     * @param domains the allowed forward domains; the first one is used for a row without a domain
     * @param format {@code mailmig.forwarder.format}, with one {@code %s}
     * @throws RefusedException if the row gives no address, one that forwards to itself, or one in another domain
     */
    static ForwarderValue of(ControlRow row, List<String> domains, String format) {
        if (!format.contains("%s")) {
            throw new PermanentException(
                    "mailmig.forwarder.format must hold %s for the address, not \"" + format + "\".");
        }
        String given = row.forwardAddress();
        String local = given == null || given.isBlank() ? ControlRow.localPart(row.sourceUser()) : given.trim();
        String address =
                SmtpAddress.normal(local.indexOf('@') >= 0 || domains.isEmpty() ? local : local + "@" + domains.get(0));
        if (!SmtpAddress.isGood(address)) {
            throw new RefusedException("\"" + address + "\" is not an address to which mail can be forwarded (line "
                    + row.line() + "): give the source's address in the column forward_address.");
        }
        allowed(address, domains, row);
        if (SmtpAddress.same(address, row.address())) {
            throw new RefusedException("The forwarder " + address + " would lead back to the target itself (line "
                    + row.line() + "): mailmig.forwarder.domain must be the source's domain.");
        }
        return new ForwarderValue(address, format.replace("%s", address));
    }

    /** A row could forward anybody's mail anywhere: the allowed domains come from the operator, not from the file. */
    private static void allowed(String address, List<String> domains, ControlRow row) {
        String domain = address.substring(address.lastIndexOf('@') + 1);
        if (domains.stream().noneMatch(allowed -> SmtpAddress.domain(allowed).equals(domain))) {
            throw new RefusedException("The forwarder " + address + " (line " + row.line() + ") leads into the domain "
                    + domain + ", which the configuration does not allow: add it to mailmig.forwarder.more-domains if"
                    + " new mail may go there, or correct the column forward_address.");
        }
    }

    /** Returns whether a directory value forwards to the same address, whatever its prefix. */
    boolean sameAddress(String held) {
        return PREFIX.matcher(held.trim()).replaceFirst("").equalsIgnoreCase(address.toLowerCase(Locale.ROOT));
    }
}
