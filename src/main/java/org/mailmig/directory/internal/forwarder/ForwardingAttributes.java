// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.component.ldap.LdapHelper;
import org.mailmig.directory.internal.match.OwnerAttributes;

/** The attributes by which directories forward an entry's mail, and those by which they find the entry of an address. */
final class ForwardingAttributes {
    private static final List<String> FORWARDS = List.of(
            "targetAddress",
            "maildrop",
            "mailForwardingAddress",
            "mailRoutingAddress",
            "msExchGenericForwardingAddress");

    /** Its value is the DN of an entry. */
    static final String BY_NAME = "altRecipient";

    private static final List<String> LOOKED_FOR =
            List.of("mail", "proxyAddresses", "mailAlternateAddress", "mailLocalAddress");

    private final Set<String> withAddresses = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param ours the attribute of mailmig's forwarders */
    ForwardingAttributes(String ours) {
        withAddresses.addAll(FORWARDS);
        withAddresses.add(ours);
    }

    /** Those whose values are addresses. */
    Set<String> withAddresses() {
        return withAddresses;
    }

    /** All that must be read of an entry to see where its mail goes. */
    List<String> read() {
        List<String> wanted = new ArrayList<>(OwnerAttributes.ADDRESSES);
        wanted.addAll(withAddresses);
        wanted.add(BY_NAME);
        return wanted;
    }

    /** The filter that finds the entries with this address (RFC 4515). */
    static String having(String address) {
        String escaped = LdapHelper.escapeFilter(address);
        StringBuilder filter = new StringBuilder("(|");
        LOOKED_FOR.forEach(attribute -> filter.append('(')
                .append(attribute)
                .append(attribute.equals("proxyAddresses") ? "=smtp:" : "=")
                .append(escaped)
                .append(')'));
        filter.append(')');
        return filter.toString();
    }
}
