// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.match.MatchRules;

/**
 * The target's directory for searches by camel-ldap: the bean of {@code ldap:mailmigDirectory}. Server, bind, base and timeouts are
 * read from {@code mailmig.directory.*} at each search, so no secret is in a URI or a route. In YAML:
 *
 * <pre>
 * - beans:
 *     - name: mailmigDirectory
 *       type: org.mailmig.directory.DirectoryEnvironment
 * ...
 *     - to: {id: filter, uri: "directory:filter"}
 *     - to: {id: lookup, uri: "ldap:mailmigDirectory", variableSend: mailmigFilter, variableReceive: mailmigCandidates}
 *     - to: {id: match,  uri: "directory:match"}
 * </pre>
 *
 * It needs none of the endpoint's own options. With an empty filter, or without {@code mailmig.directory.url}, nothing is opened and
 * nothing is found. Errors are thrown as {@link org.mailmig.error.StopException}s, so that an unreachable server is retried and a refused
 * bind is not. Note that Camel restores the body only after such a step succeeds: an error handler that needs the account must get it
 * from a variable or from the original message. Thread-safe.
 */
public final class DirectoryEnvironment extends InitialDirContext implements CamelContextAware {
    private CamelContext context;

    public DirectoryEnvironment() throws NamingException {
        super(true);
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /** Searches below the configured base for the attributes that the match needs; base and controls of the endpoint are not used. */
    @Override
    public NamingEnumeration<SearchResult> search(String base, String filter, SearchControls controls) {
        Directory directory = Directories.of(context).target();
        boolean idle = filter == null || filter.isBlank() || !directory.configured();
        return new Found(
                idle
                        ? List.of()
                        : directory.search(filter, MatchRules.of(context).wanted()));
    }

    /** No connection stays open between searches. camel-ldap closes its context after each exchange. */
    @Override
    public void close() {}

    private static final class Found implements NamingEnumeration<SearchResult> {
        private final Iterator<SearchResult> results;

        Found(List<SearchResult> results) {
            this.results =
                    Collections.unmodifiableList(new ArrayList<>(results)).iterator();
        }

        @Override
        public SearchResult next() {
            return results.next();
        }

        @Override
        public boolean hasMore() {
            return results.hasNext();
        }

        @Override
        public SearchResult nextElement() {
            return results.next();
        }

        @Override
        public boolean hasMoreElements() {
            return results.hasNext();
        }

        @Override
        public void close() {}
    }
}
