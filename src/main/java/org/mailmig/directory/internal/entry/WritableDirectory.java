// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.entry;

import java.util.List;
import org.mailmig.directory.internal.ldap.LdapAccess;
import org.mailmig.directory.internal.ldap.LdapConnections;
import org.mailmig.directory.internal.ldap.LdapConnector;
import org.mailmig.directory.internal.ldap.LdapWriter;
import org.mailmig.ledger.copy.StampServer;

/**
 * The target's directory, for changes by stamp, clear, addresses and restore. Everything else uses {@link Directory}, which is read-only.
 */
public final class WritableDirectory {
    private final Directory reading;
    private final LdapConnections<LdapWriter> connections;

    WritableDirectory(Directory reading, LdapAccess access) {
        this.reading = reading;
        this.connections = new LdapConnections<>(access, LdapConnector::writer);
    }

    public WritableEntry entry(String dn) {
        return entry(dn, null);
    }

    /** The entry on one of the servers with the directory's name; {@code null}: on any. */
    public WritableEntry entry(String dn, StampServer server) {
        return new WritableEntry(this, reading, dn, server);
    }

    /** The entries with this value: it moves with an entry that is renamed or moved. */
    public List<WritableEntry> holders(String attribute, String value) {
        return reading.holders(attribute, value).stream()
                .map(found -> entry(found.dn()))
                .toList();
    }

    /** As {@link LdapConnections#askEach}. */
    public List<StampServer> askEach(String doing, LdapConnections.Inquiry<LdapWriter> inquiry) {
        return connections.askEach(doing, inquiry);
    }

    /** As {@link LdapConnections#ask(StampServer, String, LdapConnections.Question)}. */
    <T> T ask(StampServer wanted, String doing, LdapConnections.Question<LdapWriter, T> question) {
        return connections.ask(wanted, doing, question);
    }
}
