// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.directory.SearchResult;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.DistinguishedNames;
import org.mailmig.directory.internal.match.Candidates;
import org.mailmig.ledger.copy.ForwarderRecord;

/** Forwarders set by hand, or recorded in another ledger. They are only reported. */
public final class UnknownForwarders {
    /**
     * An entry that forwards into a domain of mailmig's forwarders without a record in this ledger.
     *
     * @param address the entry's {@code mail}, or {@code null} if it cannot be read
     * @param changed when the entry was last changed by any client (RFC 4512, 3.4.2): the forwarder is not newer; {@code null}
     *     if the directory does not report it
     */
    public record Entry(String dn, String address, String attribute, String value, Instant changed) {}

    /** RFC 4517, 3.3.13, as servers write it: in seconds or finer, with a zone. */
    private static final DateTimeFormatter GENERALIZED_TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuuMMddHHmmss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendOffset("+HHmm", "Z")
            .toFormatter(Locale.ROOT);

    private final ForwarderPolicy forwarding;

    UnknownForwarders(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    /** Searches the directory once. */
    List<Entry> list() {
        List<ForwarderRecord> open = forwarding.ledger().forwarders().open();
        Set<String> domains = new TreeSet<>();
        open.forEach(stamp -> domains.add(domain(stamp.value())));
        forwarding.settings().find("mailmig.forwarder.domain").ifPresent(domain -> domains.add(domain("@" + domain)));
        if (domains.isEmpty()) {
            return List.of();
        }
        Set<String> ours = new TreeSet<>();
        open.forEach(stamp -> ours.add(DistinguishedNames.normal(stamp.dn())));
        String attribute = forwarding.attribute();
        List<Entry> unknown = new ArrayList<>();
        // By presence: an attribute need not have a substring matching rule.
        List<String> asked = List.of(attribute, "mail", "modifyTimestamp");
        for (SearchResult entry : forwarding.directory().search("(" + attribute + "=*)", asked)) {
            String dn = entry.getNameInNamespace();
            for (String value : Candidates.values(entry, attribute)) {
                if (domains.contains(domain(value)) && !ours.contains(DistinguishedNames.normal(dn))) {
                    unknown.add(new Entry(dn, first(entry, "mail"), attribute, value, changed(entry)));
                }
            }
        }
        return unknown;
    }

    private static String first(SearchResult entry, String attribute) {
        return Candidates.values(entry, attribute).stream().findFirst().orElse(null);
    }

    private static Instant changed(SearchResult entry) {
        String time = first(entry, "modifyTimestamp");
        try {
            return time == null ? null : GENERALIZED_TIME.parse(time, Instant::from);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static String domain(String value) {
        return value.substring(value.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
