// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.NamingException;
import javax.naming.directory.Attributes;
import org.mailmig.Account;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.account.ForwarderValue;
import org.mailmig.directory.internal.entry.LdapEntry;
import org.mailmig.directory.internal.ldap.LdapAttributes;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.directory.internal.match.EntryMatch;
import org.mailmig.directory.internal.match.OwnerAttributes;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;

/** Checks everything for which the directory could refuse the stamp later. Changes nothing. */
public final class EntryCheck {
    private final ForwarderPolicy forwarding;

    public EntryCheck(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    public void check(Account account) {
        boolean stamp =
                forwarding.toStamp(account) && forwarding.standing(account).isEmpty();
        boolean addresses = forwarding.addressesDue(account);
        if (stamp && account.getDn() == null) {
            throw new PermanentException("The entry of " + account + " is not known: put directory:match before"
                    + " directory:check in the route.");
        }
        if (account.getDn() == null || (!stamp && !addresses)) {
            return;
        }
        String attribute = forwarding.form().attribute();
        LdapEntry entry = forwarding.directory().entry(account.getDn());
        List<String> asked = new ArrayList<>(OwnerAttributes.ADDRESSES);
        asked.addAll(List.of("objectClass", "adminCount", attribute, "allowedAttributesEffective"));
        Attributes held = entry.attributes(asked).orElseThrow(() -> EntryMatch.gone(entry.dn()));
        List<String> written = new ArrayList<>();
        if (stamp) {
            loop(entry, held, forwarding.value(account));
            new ForwardLoop(forwarding).check(account, entry, held, forwarding.value(account));
            mayWrite(forwarding, entry, held, attribute, forwarding.form().format());
            written.add(attribute);
        }
        if (addresses && new AddressTransfer(forwarding).check(account, entry, held)) {
            written.add(SourceAddresses.ATTRIBUTE);
        }
        if (!written.isEmpty() && strings(held, "adminCount", entry).contains("1")) {
            isProtected(account, entry, String.join(" and ", written));
        }
    }

    /** An MTA that treats the forward domain as its own would find the same entry again. */
    private static void loop(LdapEntry entry, Attributes held, ForwarderValue value) {
        Optional<String> own = OwnerAttributes.ADDRESSES.stream()
                .filter(attribute ->
                        !attribute.equals("userPrincipalName")) // a login, whose domain need not be a mail domain
                .flatMap(attribute -> strings(held, attribute, entry).stream())
                .filter(address -> domain(address).equals(domain(value.address())))
                .findFirst();
        if (own.isPresent()) {
            throw new RefusedException("Mail for " + entry.dn() + " would go in a loop: the domain of the forwarder "
                    + value.address() + " is one of the entry's own (" + own.get()
                    + "): give an address of the source that the target's MTA sends out, in mailmig.forwarder.domain or"
                    + " in the column forward_address.");
        }
    }

    private static String domain(String address) {
        boolean mail =
                !address.contains(":") || address.toLowerCase(Locale.ROOT).startsWith("smtp:");
        return mail ? address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT) : "";
    }

    private static void isProtected(Account account, LdapEntry entry, String attributes) {
        account.getResult()
                .warn("The entry " + entry.dn()
                        + " is protected by AdminSDHolder (adminCount = 1): Active Directory revokes rights on it"
                        + " within an hour. Grant the bind account " + attributes
                        + " on AdminSDHolder itself, or remove the user from the protected groups until the mailbox"
                        + " is moved.");
    }

    /** @throws RefusedException if the bind account may not write the attribute, or the entry or the schema does not allow it */
    static void mayWrite(
            ForwarderPolicy forwarding, LdapEntry entry, Attributes held, String attribute, String format) {
        List<String> effective = strings(held, "allowedAttributesEffective", entry);
        if (!effective.isEmpty()) {
            if (effective.stream().noneMatch(attribute::equalsIgnoreCase)) {
                throw refused(
                        entry,
                        attribute,
                        "the directory does not list it in allowedAttributesEffective; grant the"
                                + " bind account write access to it on the target users' entries.");
            }
            return;
        }
        LdapResult result = entry.triedRemoval(attribute, format);
        if (result.passing()) {
            throw result.stop(
                    "asking for the rights on " + entry.dn(),
                    forwarding.directory().server());
        }
        if (result.code() == LdapResult.READ_ONLY) {
            throw new PermanentException(result.readOnly(forwarding.directory().server()), result.cause());
        }
        if (result.code() != LdapResult.NO_SUCH_ATTRIBUTE) {
            throw refused(entry, attribute, result.explained());
        }
        if (!forwarding.directory().schemaAllows(strings(held, "objectClass", entry), attribute)) {
            throw refused(
                    entry,
                    attribute,
                    "none of its object classes (" + String.join(", ", strings(held, "objectClass", entry))
                            + ") allows it; add the object class that does.");
        }
    }

    private static RefusedException refused(LdapEntry entry, String attribute, String why) {
        return new RefusedException("The attribute " + attribute + " of " + entry.dn() + " could not be set: " + why);
    }

    static List<String> strings(Attributes held, String attribute, LdapEntry entry) {
        try {
            return LdapAttributes.strings(held, attribute);
        } catch (NamingException e) {
            throw new PermanentException("The entry " + entry.dn() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Addresses without their prefix, as MTAs write them. */
    static Stream<String> smtp(List<String> values) {
        return values.stream()
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("smtp:"))
                .map(value -> value.substring("smtp:".length()));
    }
}
