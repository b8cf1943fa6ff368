// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.util.Arrays;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Finds the server in the distinguished name of an Exchange mailbox store. */
final class StoreServer {
    private static final String SERVERS = "cn=servers";

    private StoreServer() {}

    /** {@code null} if it names none. */
    static String of(String dn) {
        return dn.startsWith("/") ? ofLegacy(dn) : ofLdap(dn);
    }

    private static String ofLdap(String dn) {
        try {
            LdapName name = new LdapName(dn);
            for (int i = 0; i < name.size() - 1; i++) { // index 0 is the rightmost
                if (name.get(i).strip().equalsIgnoreCase(SERVERS)
                        && name.getRdn(i + 1).getType().equalsIgnoreCase("cn")) {
                    return name.getRdn(i + 1).getValue().toString().strip();
                }
            }
            return null;
        } catch (InvalidNameException e) {
            return null;
        }
    }

    private static String ofLegacy(String dn) {
        List<String> parts = Arrays.asList(dn.split("/"));
        for (int i = 0; i < parts.size() - 1; i++) {
            String next = parts.get(i + 1).strip();
            if (parts.get(i).strip().equalsIgnoreCase(SERVERS) && next.regionMatches(true, 0, "cn=", 0, 3)) {
                return next.substring(3).strip();
            }
        }
        return null;
    }
}
