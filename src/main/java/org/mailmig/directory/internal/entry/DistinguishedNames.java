// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Distinguished names (RFC 4514), which have several notations. */
public final class DistinguishedNames {
    private DistinguishedNames() {}

    /** Aliases of the attribute types in names (RFC 4519, RFC 4512, 1.4). */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("userid", "uid"),
            Map.entry("0.9.2342.19200300.100.1.1", "uid"),
            Map.entry("commonname", "cn"),
            Map.entry("2.5.4.3", "cn"),
            Map.entry("surname", "sn"),
            Map.entry("2.5.4.4", "sn"),
            Map.entry("organizationname", "o"),
            Map.entry("2.5.4.10", "o"),
            Map.entry("organizationalunitname", "ou"),
            Map.entry("2.5.4.11", "ou"),
            Map.entry("domaincomponent", "dc"),
            Map.entry("0.9.2342.19200300.100.1.25", "dc"),
            Map.entry("localityname", "l"),
            Map.entry("2.5.4.7", "l"),
            Map.entry("countryname", "c"),
            Map.entry("2.5.4.6", "c"));

    /** The normalised form: equal for all notations of a name. */
    public static String normal(String dn) {
        try {
            List<String> parts = new ArrayList<>();
            for (Rdn rdn : new LdapName(dn).getRdns()) {
                parts.add(normal(rdn));
            }
            return String.join(",", parts);
        } catch (NamingException e) {
            return dn;
        }
    }

    private static String normal(Rdn rdn) throws NamingException {
        Set<String> pairs = new TreeSet<>();
        NamingEnumeration<? extends Attribute> all = rdn.toAttributes().getAll();
        while (all.hasMore()) {
            Attribute attribute = all.next();
            String type = attribute.getID().toLowerCase(Locale.ROOT);
            for (int i = 0; i < attribute.size(); i++) {
                String value = Rdn.escapeValue(attribute.get(i)).trim().replaceAll(" +", " ");
                pairs.add(TYPES.getOrDefault(type, type) + "=" + value.toLowerCase(Locale.ROOT));
            }
        }
        return String.join("+", pairs);
    }
}
