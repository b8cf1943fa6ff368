// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.entry;

import java.util.ArrayList;
import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapName;
import org.mailmig.directory.internal.ldap.DirectoryKeys;
import org.mailmig.directory.internal.ldap.LdapConnections;
import org.mailmig.directory.internal.ldap.LdapReader;
import org.mailmig.directory.internal.ldap.LdapSearch;
import org.mailmig.directory.internal.ldap.RootDse;
import org.mailmig.error.PermanentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Searches one directory below its configured base, as large results and referrals are configured. Thread-safe. */
final class DirectorySearch {
    private static final Logger LOG = LoggerFactory.getLogger(DirectorySearch.class);

    private final DirectoryKeys keys;
    private final LdapConnections<LdapReader> connections;
    private volatile RootDse rootDse;

    DirectorySearch(DirectoryKeys keys, LdapConnections<LdapReader> connections) {
        this.keys = keys;
        this.connections = connections;
    }

    /**
     * Entries below the base with the named attributes: all of them, or a {@link PermanentException}. The filter's values must be escaped
     * (RFC 4515).
     */
    List<SearchResult> below(String filter, List<String> attributes) {
        return below(base(), filter, attributes);
    }

    /** Like {@link #below}; if that finds nothing, searches all naming contexts of the server that we may read. */
    List<SearchResult> everywhere(String filter, List<String> attributes) {
        List<SearchResult> found = new ArrayList<>(below(filter, attributes));
        if (!found.isEmpty()) {
            return found;
        }
        for (String context :
                connections.ask("reading its root DSE", this::rootDse).namingContexts()) {
            try {
                found.addAll(below(new LdapName(context), filter, attributes));
            } catch (NamingException | PermanentException e) {
                LOG.debug("{} was not searched", context, e); // its configuration or schema: no user entries
            }
        }
        return found;
    }

    private List<SearchResult> below(LdapName base, String filter, List<String> attributes) {
        boolean ignore = ignoresSubordinate();
        int page = Integer.parseInt(keys.or("page"));
        return connections.ask("searching for " + filter, ldap -> {
            int size = page > 0 && rootDse(ldap).pages() ? page : 0;
            return new LdapSearch(base, filter, attributes, ignore, size).all(ldap);
        });
    }

    /** The server's root DSE; read once. */
    RootDse rootDse(LdapReader ldap) throws NamingException {
        RootDse known = rootDse;
        if (known == null) {
            known = RootDse.read(ldap);
            rootDse = known;
        }
        return known;
    }

    LdapName base() {
        String base = keys.settings().get(keys.name("base"));
        try {
            return new LdapName(base);
        } catch (NamingException e) {
            throw new PermanentException(keys.name("base") + " \"" + base + "\" is not a distinguished name.", e);
        }
    }

    private boolean ignoresSubordinate() {
        String referrals = keys.or("referrals");
        return switch (referrals) {
            case "error" -> false;
            case "ignore-subordinate" -> true;
            default -> throw new PermanentException(
                    keys.name("referrals") + " must be error or ignore-subordinate, not \"" + referrals + "\".");
        };
    }
}
