// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.util.UUID;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attributes;
import javax.naming.directory.BasicAttribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.ModificationItem;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.Control;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;

/** A connection to a directory that has no method to change an entry: used by checks, plans and for a source's directory. */
@SuppressWarnings("BanJNDI")
public // Attributes only: nothing is looked up as a Java object, so nothing is deserialised.
class LdapReader implements AutoCloseable {
    private final LdapContext ldap;

    LdapReader(LdapContext ldap) {
        this.ldap = ldap;
    }

    public Attributes attributes(LdapName name, String... wanted) throws NamingException {
        return ldap.getAttributes(name, wanted);
    }

    /** @param name empty: the root DSE */
    public Attributes attributes(String name, String... wanted) throws NamingException {
        return ldap.getAttributes(name, wanted);
    }

    public NamingEnumeration<SearchResult> search(LdapName base, String filter, SearchControls controls)
            throws NamingException {
        controls.setReturningObjFlag(false);
        return ldap.search(base, filter, controls);
    }

    /** Controls of subsequent searches; {@code null}: none. */
    void searchWith(Control... controls) throws NamingException {
        ldap.setRequestControls(controls);
    }

    /** The controls of the last response; may be {@code null}. */
    Control[] answeredWith() throws NamingException {
        return ldap.getResponseControls();
    }

    /**
     * Checks write access by removing a value that nothing has. With write access the result is that it does not exist (16), without it a
     * refusal; nothing is changed either way.
     *
     * @param format of the attribute's values, with {@code %s} for the address
     */
    public LdapResult triedRemoval(LdapName name, String attribute, String format) {
        String nobodys = "mailmig-may-write-" + UUID.randomUUID() + "@mailmig.invalid";
        String value = format.contains("%s") ? format.replace("%s", nobodys) : format + nobodys;
        try {
            ldap.modifyAttributes(name, new ModificationItem[] {
                new ModificationItem(DirContext.REMOVE_ATTRIBUTE, new BasicAttribute(attribute, value))
            });
            return LdapResult.success();
        } catch (NamingException e) {
            return LdapResult.ofChange(e);
        }
    }

    @Override
    public void close() {
        try {
            ldap.close();
        } catch (NamingException e) {
            // The result has arrived; an error of the close does not matter.
        }
    }
}
