// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.util.List;

/**
 * A directory of the domain {@code target.example}: people below {@link #PEOPLE}, two of them ({@code dup1}, {@code dup2})
 * with one address, one with an odd name, and the service account {@link #ADMIN} of the migration.
 */
public abstract class Directory {
    public static final String BASE = "dc=target,dc=example";
    public static final String PEOPLE = "ou=people," + BASE;
    public static final String DOMAIN = "target.example";
    public static final String ADMIN = "cn=migrator,ou=svc," + BASE;
    /** Who reads for the MTA; it has the same password. */
    public static final String MTA = "cn=mta,ou=svc," + BASE;

    public static final String ADMIN_PASSWORD = "pw-of-the-bind";
    public static final String ODD = "cn=Od\\2Cd (x*) \\2B\\3D\\22," + PEOPLE;

    /** A URL with the scheme ldap. */
    public abstract String url();

    /** What the directory's own administrator may do, without any code of ours between. */
    protected abstract LDAPInterface administrator() throws LDAPException;

    /** Adds a person with {@code user@target.example} as mail and returns the DN. */
    public String person(String user) {
        String dn = "uid=" + user + "," + PEOPLE;
        try {
            administrator()
                    .add(
                            "dn: " + dn,
                            "objectClass: inetOrgPerson",
                            "objectClass: exchangeRecipient",
                            "uid: " + user,
                            "cn: " + user,
                            "sn: " + user,
                            "sAMAccountName: " + user,
                            "mail: " + user + "@" + DOMAIN,
                            "proxyAddresses: SMTP:" + user + "@" + DOMAIN,
                            "proxyAddresses: smtp:" + user + ".alt@" + DOMAIN);
            return dn;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the new DN of the entry. */
    public String rename(String dn, String rdn) {
        try {
            administrator().modifyDN(dn, rdn, true);
            return rdn + dn.substring(dn.indexOf(','));
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    /** The attribute's values; empty where there is none. */
    public List<String> values(String dn, String attribute) {
        try {
            Entry entry = administrator().getEntry(dn, attribute);
            if (entry == null) {
                throw new AssertionError("No entry " + dn);
            }
            return entry.hasAttribute(attribute) ? List.of(entry.getAttributeValues(attribute)) : List.of();
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    /** The values of {@code targetAddress}: where mail for this entry goes instead of its mailbox. */
    public List<String> forwarder(String dn) {
        return values(dn, "targetAddress");
    }

    /** Changes the attribute as an administrator, without mailmig; no value removes it. */
    public void set(String dn, String attribute, String... values) {
        try {
            administrator().modify(dn, new Modification(ModificationType.REPLACE, attribute, values));
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }
}
