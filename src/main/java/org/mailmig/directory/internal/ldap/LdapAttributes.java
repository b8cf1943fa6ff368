// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.util.ArrayList;
import java.util.List;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import org.mailmig.runtime.Sid;

/** Attributes of an entry as JNDI gives them. */
public final class LdapAttributes {
    private LdapAttributes() {}

    /** The attribute's values as text; empty if the entry has none, or if we may not read it. */
    public static List<String> strings(Attributes attributes, String attribute) throws NamingException {
        List<String> values = new ArrayList<>();
        Attribute held = attributes.get(attribute);
        if (held != null) {
            NamingEnumeration<?> all = held.getAll();
            while (all.hasMore()) {
                Object value = all.next();
                values.add(value instanceof byte[] octets ? Sid.text(octets) : String.valueOf(value));
            }
        }
        return values;
    }
}
