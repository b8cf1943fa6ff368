// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Find the target user's directory entry and set or clear the forwarder in it while a mailbox moves.
 *
 * <p>The body in and out is one {@code org.mailmig.Account}. The server, the bind and the attribute come from the keys {@code
 * mailmig.directory.*} and {@code mailmig.forwarder.*}; the URI contains no data of an account and no secret.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "directory",
        title = "Mailmig Directory",
        syntax = "directory:operation",
        category = {Category.SECURITY},
        producerOnly = true)
public class DirectoryEndpoint extends DefaultEndpoint {
    @UriPath(description = "What to do with the account.")
    @Metadata(required = true)
    private DirectoryOperation operation;

    @UriParam(
            defaultValue = "mailmigFilter",
            description = "Variable into which filter writes the LDAP filter (RFC 4515, values escaped). Empty if"
                    + " there is nothing to look up.")
    private String filterVariable = "mailmigFilter";

    @UriParam(
            defaultValue = "mailmigCandidates",
            description = "Variable from which match reads the entries that were found (a list of"
                    + " javax.naming.directory.SearchResult).")
    private String candidatesVariable = "mailmigCandidates";

    /** For Camel's tooling. */
    public DirectoryEndpoint() {}

    DirectoryEndpoint(String uri, DirectoryComponent component, DirectoryOperation operation) {
        super(uri, component);
        this.operation = operation;
    }

    @Override
    public Producer createProducer() {
        return new DirectoryProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                "directory: endpoints only take accounts: use them in to, not in from.");
    }

    public DirectoryOperation getOperation() {
        return operation;
    }

    public void setOperation(DirectoryOperation operation) {
        this.operation = operation;
    }

    public String getFilterVariable() {
        return filterVariable;
    }

    public void setFilterVariable(String filterVariable) {
        this.filterVariable = filterVariable;
    }

    public String getCandidatesVariable() {
        return candidatesVariable;
    }

    public void setCandidatesVariable(String candidatesVariable) {
        this.candidatesVariable = candidatesVariable;
    }
}
