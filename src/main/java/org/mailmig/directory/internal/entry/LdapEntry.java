// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.entry;

import java.util.List;
import java.util.Optional;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attributes;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapName;
import org.mailmig.directory.internal.ldap.LdapAttributes;
import org.mailmig.directory.internal.ldap.LdapReader;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.error.RefusedException;
import org.mailmig.ledger.copy.StampServer;

/** One entry of the directory, read-only. Errors of reads are thrown as StopExceptions. */
public class LdapEntry {
    private final Directory directory;
    private final StampServer server;
    private final String dn;
    private final LdapName name;

    /**
     * @param server which server to query; {@code null}: any
     * @throws RefusedException if {@code dn} is not a valid distinguished name (RFC 4514)
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

    final LdapName name() {
        return name;
    }

    public final String dn() {
        return dn;
    }

    /** The server to query; {@code null}: any. */
    public final StampServer server() {
        return server;
    }

    /** The attribute's values, unordered; empty if there is no such entry. */
    public Optional<List<String>> values(String attribute) {
        return directory.ask(server, "reading " + dn, ldap -> values(ldap, attribute));
    }

    /** The entry under the server's name for it, with those of the named attributes that it has; empty if there is none. */
    public Optional<SearchResult> read(List<String> names) {
        return directory.ask(server, "reading " + dn, ldap -> {
            SearchControls controls = new SearchControls();
            controls.setSearchScope(SearchControls.OBJECT_SCOPE);
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
    public Optional<Attributes> attributes(List<String> names) {
        return directory.ask(server, "reading " + dn, ldap -> attributes(ldap, names));
    }

    private Optional<Attributes> attributes(LdapReader ldap, List<String> names) throws NamingException {
        try {
            return Optional.of(ldap.attributes(name, names.toArray(String[]::new)));
        } catch (NamingException e) {
            if (LdapResult.of(e).code() == LdapResult.NO_SUCH_OBJECT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The values, read by an open connection; empty if there is no such entry. */
    public Optional<List<String>> values(LdapReader ldap, String attribute) throws NamingException {
        Optional<Attributes> held = attributes(ldap, List.of(attribute));
        return held.isEmpty() ? Optional.empty() : Optional.of(LdapAttributes.strings(held.get(), attribute));
    }

    /** As {@link LdapReader#triedRemoval}. */
    public LdapResult triedRemoval(String attribute, String format) {
        return directory.ask(
                server, "asking for the rights on " + dn, ldap -> ldap.triedRemoval(name, attribute, format));
    }
}
