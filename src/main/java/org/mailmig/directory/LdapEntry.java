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
import javax.naming.ldap.LdapName;
import org.mailmig.CrashPoint;
import org.mailmig.RefusedException;

/**
 * One entry of the directory. Reads throw what stops the line; a change returns the server's answer, for the caller to judge.
 */
@SuppressWarnings("BanJNDI") // Attributes only: nothing is looked up as a Java object, so none is ever decoded.
final class LdapEntry {
    private final Directory directory;
    private final String dn;
    private final LdapName name;

    /** @throws RefusedException if {@code dn} is not a distinguished name (RFC 4514) */
    LdapEntry(Directory directory, String dn) {
        this.directory = directory;
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

    /** The attribute's values, without order; empty if there is no such entry. */
    Optional<List<String>> values(String attribute) {
        return directory.ask("reading " + dn, ldap -> {
            try {
                return Optional.of(strings(ldap.getAttributes(name, new String[] {attribute}), attribute));
            } catch (NamingException e) {
                if (LdapResult.of(e).code() == LdapResult.NO_SUCH_OBJECT) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** Adds a value: refused by the server where a single-valued attribute holds one already (results 19, 20). */
    LdapResult add(String attribute, String value) {
        return modify(DirContext.ADD_ATTRIBUTE, attribute, value);
    }

    /** Takes exactly this value away: result 16 where it does not stand there. */
    LdapResult delete(String attribute, String value) {
        return modify(DirContext.REMOVE_ATTRIBUTE, attribute, value);
    }

    private LdapResult modify(int change, String attribute, String value) {
        ModificationItem item = new ModificationItem(change, new BasicAttribute(attribute, value));
        return directory.ask("writing " + dn, ldap -> {
            try {
                CrashPoint.step("before LDAP modify");
                ldap.modifyAttributes(name, new ModificationItem[] {item});
                CrashPoint.step("after LDAP modify");
                return LdapResult.success();
            } catch (NamingException e) {
                return LdapResult.of(e);
            }
        });
    }

    /** The attribute's values as text; empty where the entry (or our right to read it) has none. */
    static List<String> strings(Attributes attributes, String attribute) throws NamingException {
        List<String> values = new ArrayList<>();
        Attribute held = attributes.get(attribute);
        if (held != null) {
            NamingEnumeration<?> all = held.getAll();
            while (all.hasMore()) {
                if (all.next() instanceof String text) {
                    values.add(text);
                }
            }
        }
        return values;
    }
}
