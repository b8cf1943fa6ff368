// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.BasicAttribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.ModificationItem;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;
import org.mailmig.CrashPoint;
import org.mailmig.RefusedException;
import org.mailmig.Sid;
import org.mailmig.ledger.StampServer;

/**
 * One entry of the directory. Reads throw what stops the line; a change returns the server's answer, for the caller to judge.
 */
@SuppressWarnings("BanJNDI") // Attributes only: nothing is looked up as a Java object, so none is ever decoded.
final class LdapEntry {
    private final Directory directory;
    private final StampServer server;
    private final String dn;
    private final LdapName name;

    /**
     * @param server which server is asked; {@code null}: any
     * @throws RefusedException if {@code dn} is not a distinguished name (RFC 4514)
     */
    LdapEntry(Directory directory, String dn, StampServer server) {
        this.directory = directory;
        this.server = server;
        this.dn = dn;
        try {
            this.name = new LdapName(dn);
        } catch (NamingException e) {
            throw new RefusedException("\"" + dn + "\" is not a distinguished name: correct the column dn.");
        }
    }

    String dn() {
        return dn;
    }

    /** Which server is asked; {@code null}: any. */
    StampServer server() {
        return server;
    }

    /** The attribute's values, without order; empty if there is no such entry. */
    Optional<List<String>> values(String attribute) {
        return directory.ask(server, "reading " + dn, ldap -> values(ldap, attribute));
    }

    /** The entry under the name that the server gives it, with those of the named attributes that it has; empty if there is none. */
    Optional<SearchResult> read(List<String> names) {
        return directory.ask(server, "reading " + dn, ldap -> {
            SearchControls controls = new SearchControls();
            controls.setSearchScope(SearchControls.OBJECT_SCOPE);
            controls.setReturningObjFlag(false);
            controls.setReturningAttributes(names.toArray(String[]::new));
            try {
                NamingEnumeration<SearchResult> found = ldap.search(name, "(objectClass=*)", controls);
                try {
                    return found.hasMore() ? Optional.of(found.next()) : Optional.empty();
                } finally {
                    found.close();
                }
            } catch (NamingException e) {
                if (LdapResult.of(e).code() == LdapResult.NO_SUCH_OBJECT) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** Those of the named attributes that the entry has; empty if there is no such entry. */
    Optional<Attributes> attributes(List<String> names) {
        return directory.ask(server, "reading " + dn, ldap -> attributes(ldap, names));
    }

    private Optional<Attributes> attributes(LdapContext ldap, List<String> names) throws NamingException {
        try {
            return Optional.of(ldap.getAttributes(name, names.toArray(String[]::new)));
        } catch (NamingException e) {
            if (LdapResult.of(e).code() == LdapResult.NO_SUCH_OBJECT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Adds a value: refused by the server where a single-valued attribute holds one already (results 19, 20). */
    LdapResult add(String attribute, String value) {
        return change(attribute, null, value);
    }

    /** Takes exactly this value away: result 16 where it does not stand there. */
    LdapResult delete(String attribute, String value) {
        return change(attribute, value, null);
    }

    /**
     * One modify that takes {@code expected} away and adds {@code value}, both or nothing (RFC 4511, 4.6); either may be
     * {@code null}. Results 16, 19 and 20: the attribute is not as expected, read it back.
     */
    LdapResult change(String attribute, String expected, String value) {
        return modify(items(attribute, expected, value));
    }

    /**
     * What a change did.
     *
     * @param values what the attribute holds afterwards in the server that answered; empty where it is to be read again
     */
    record Changed(LdapResult result, Optional<List<String>> values) {}

    /** The same, read back by the same connection: another one may lead to another server. */
    Changed changeAndRead(String attribute, String expected, String value) {
        return directory.ask(server, "writing " + dn, ldap -> {
            LdapResult result = modify(ldap, items(attribute, expected, value));
            return new Changed(
                    result, result.ok() || result.notAsExpected() ? values(ldap, attribute) : Optional.empty());
        });
    }

    /** The same by a connection that is open already. */
    LdapResult change(LdapContext ldap, String attribute, String expected, String value) {
        return modify(ldap, items(attribute, expected, value));
    }

    private static List<ModificationItem> items(String attribute, String expected, String value) {
        List<ModificationItem> items = new ArrayList<>();
        if (expected != null) {
            items.add(new ModificationItem(DirContext.REMOVE_ATTRIBUTE, new BasicAttribute(attribute, expected)));
        }
        if (value != null) {
            items.add(new ModificationItem(DirContext.ADD_ATTRIBUTE, new BasicAttribute(attribute, value)));
        }
        return items;
    }

    /** Adds several values, or takes them away, all or none. */
    LdapResult change(String attribute, boolean add, List<String> values) {
        BasicAttribute all = new BasicAttribute(attribute);
        values.forEach(all::add);
        return modify(List.of(new ModificationItem(add ? DirContext.ADD_ATTRIBUTE : DirContext.REMOVE_ATTRIBUTE, all)));
    }

    /** The values by a connection that is open already; empty if there is no such entry. */
    Optional<List<String>> values(LdapContext ldap, String attribute) throws NamingException {
        Optional<Attributes> held = attributes(ldap, List.of(attribute));
        return held.isEmpty() ? Optional.empty() : Optional.of(strings(held.get(), attribute));
    }

    private LdapResult modify(List<ModificationItem> items) {
        return directory.ask(server, "writing " + dn, ldap -> modify(ldap, items));
    }

    private LdapResult modify(LdapContext ldap, List<ModificationItem> items) {
        try {
            CrashPoint.step("before LDAP modify");
            ldap.modifyAttributes(name, items.toArray(ModificationItem[]::new));
            CrashPoint.step("after LDAP modify");
            return LdapResult.success();
        } catch (NamingException e) {
            return LdapResult.ofChange(e);
        }
    }

    /** The attribute's values as text; empty where the entry (or our right to read it) has none. */
    static List<String> strings(Attributes attributes, String attribute) throws NamingException {
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
