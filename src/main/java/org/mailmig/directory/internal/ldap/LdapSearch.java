// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.ReferralException;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.Control;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.PagedResultsControl;
import javax.naming.ldap.PagedResultsResponseControl;

/**
 * One search of a whole subtree: the complete result or an exception. It is read page by page if the server supports that (RFC 2696), so
 * that its size limit truncates nothing.
 *
 * @param ignoreReferences references below the base are other servers' entries (RFC 4511, 4.5.3) and treated as outside it
 * @param page entries per page; 0: the server does not support paging
 */
public record LdapSearch(LdapName base, String filter, List<String> attributes, boolean ignoreReferences, int page) {
    public List<SearchResult> all(LdapReader ldap) throws NamingException {
        List<SearchResult> found = new ArrayList<>();
        byte[] cookie = null;
        do {
            if (page > 0) {
                ldap.searchWith(paged(cookie));
            }
            read(ldap, found);
            cookie = page > 0 ? cookie(ldap.answeredWith()) : null;
        } while (cookie != null && cookie.length > 0);
        if (page > 0) {
            ldap.searchWith((Control[]) null);
        }
        return found;
    }

    private void read(LdapReader ldap, List<SearchResult> found) throws NamingException {
        SearchControls controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        controls.setReturningAttributes(attributes.toArray(String[]::new));
        NamingEnumeration<SearchResult> each = ldap.search(base, filter, controls);
        try {
            while (each.hasMore()) {
                found.add(each.next());
            }
        } catch (PartialResultException | ReferralException e) {
            // A separate result code means that the base itself is on another server: there is no result at all.
            if (!ignoreReferences || LdapResult.of(e).isCoded()) {
                throw e;
            }
        } finally {
            each.close();
        }
    }

    private PagedResultsControl paged(byte[] cookie) {
        try {
            return cookie == null
                    ? new PagedResultsControl(page, Control.NONCRITICAL)
                    : new PagedResultsControl(page, cookie, Control.CRITICAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // only from encoding it in memory
        }
    }

    private static byte[] cookie(Control[] controls) {
        for (Control control : controls == null ? new Control[0] : controls) {
            if (control instanceof PagedResultsResponseControl paged) {
                return paged.getCookie();
            }
        }
        return null;
    }
}
