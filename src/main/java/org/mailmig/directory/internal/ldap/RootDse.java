// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.Attributes;
import javax.naming.ldap.PagedResultsControl;

/**
 * A server's root DSE (RFC 4512, 5.1). Read once for each server: controls are sent only if it lists them.
 *
 * @param controls OIDs; empty if not published
 * @param capabilities Active Directory's own list
 * @param subschema the DN of its schema; empty if not published
 * @param namingContexts its naming contexts (RFC 4512, 5.1); empty if not published
 */
public record RootDse(List<String> controls, List<String> capabilities, String subschema, List<String> namingContexts) {
    /** The attributes with a server's own name: of Active Directory ([MS-ADTS] 3.1.1.3.2) and others. */
    private static final String[] NAMES = {"dnsHostName", "serverName", "dsServiceName"};

    private static final int LONGEST_NAME = 500;

    /** The server's own name; {@code null} if it has none. Not cached: one host name may denote several servers. */
    static String serverName(LdapReader ldap) throws NamingException {
        try {
            Attributes said = ldap.attributes("", NAMES);
            for (String attribute : NAMES) {
                List<String> values = LdapAttributes.strings(said, attribute);
                if (!values.isEmpty() && values.get(0).length() <= LONGEST_NAME) {
                    return values.get(0).replaceAll("\\p{Cntrl}+", " ").trim();
                }
            }
            return null;
        } catch (NamingException e) {
            if (LdapResult.of(e).saysNothing()) {
                return null;
            }
            throw e;
        }
    }

    private static final String ACTIVE_DIRECTORY = "1.2.840.113556.1.4.800";

    public static RootDse read(LdapReader ldap) throws NamingException {
        String[] wanted = {"supportedControl", "supportedCapabilities", "subschemaSubentry", "namingContexts"};
        Attributes said;
        try {
            said = ldap.attributes("", wanted);
        } catch (NamingException e) {
            if (LdapResult.of(e).saysNothing()) {
                return new RootDse(List.of(), List.of(), "", List.of());
            }
            throw e;
        }
        List<String> subschema = LdapAttributes.strings(said, "subschemaSubentry");
        return new RootDse(
                LdapAttributes.strings(said, "supportedControl"),
                LdapAttributes.strings(said, "supportedCapabilities"),
                subschema.isEmpty() ? "" : subschema.get(0),
                LdapAttributes.strings(said, "namingContexts"));
    }

    /** Simple paged results (RFC 2696). */
    public boolean pages() {
        return controls.contains(PagedResultsControl.OID);
    }

    boolean isActiveDirectory() {
        return capabilities.contains(ACTIVE_DIRECTORY);
    }
}
