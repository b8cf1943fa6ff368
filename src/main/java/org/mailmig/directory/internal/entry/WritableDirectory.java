// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.entry;

import java.util.List;
import org.mailmig.directory.internal.ldap.LdapAccess;
import org.mailmig.directory.internal.ldap.LdapConnections;
import org.mailmig.directory.internal.ldap.LdapConnector;
import org.mailmig.directory.internal.ldap.LdapWriter;
import org.mailmig.ledger.copy.StampServer;

/** The target's directory where it is changed: by stamp, clear, addresses and restore. All others have {@link Directory}, which only reads. */
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

    /** The entry in one of the servers behind the directory's name; {@code null}: in any. */
    public WritableEntry entry(String dn, StampServer server) {
        return new WritableEntry(this, reading, dn, server);
    }

    /** Whose attribute has this value: where an entry was renamed or moved, it went with it. */
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
