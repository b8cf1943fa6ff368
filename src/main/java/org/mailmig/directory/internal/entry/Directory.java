// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.NamingException;
import javax.naming.directory.SearchResult;
import org.apache.camel.component.ldap.LdapHelper;
import org.mailmig.directory.internal.ldap.DirectoryKeys;
import org.mailmig.directory.internal.ldap.LdapAccess;
import org.mailmig.directory.internal.ldap.LdapConnections;
import org.mailmig.directory.internal.ldap.LdapConnector;
import org.mailmig.directory.internal.ldap.LdapReader;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.directory.internal.ldap.RootDse;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.copy.StampServer;

/**
 * One directory as configured by its keys, for example {@code mailmig.directory.*}. Read-only: its connections have no method that changes
 * an entry ({@link LdapReader}). Thread-safe.
 */
public final class Directory {
    private final DirectoryKeys keys;
    private final LdapConnections<LdapReader> connections;
    private final DirectorySearch search;
    /** {@code null}: not read yet. */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    private volatile Optional<DirectorySchema> schema;

    private final Set<String> called = ConcurrentHashMap.newKeySet();

    Directory(LdapAccess access) {
        keys = access.keys();
        connections = new LdapConnections<>(access, LdapConnector::reader);
        search = new DirectorySearch(keys, connections);
    }

    /** False without the key that names its server: then nothing is queried. */
    public boolean configured() {
        return keys.settings().find(keys.urlName()).isPresent();
    }

    /** True for the first call with this wave: the note that there is no directory is written once, not for each account. */
    public boolean isFirstCall(String wave) {
        return called.add(wave);
    }

    /** The server, for messages. */
    public String server() {
        return keys.url();
    }

    /** The attributes used to find entries, in order. */
    public List<String> match() {
        return Arrays.stream(keys.or("match").split(","))
                .map(String::trim)
                .filter(attribute -> !attribute.isEmpty())
                .toList();
    }

    /** Returns whether the entry has the stamp's value. @param server which server to query; {@code null}: any */
    public boolean shows(ForwarderRecord stamp, StampServer server) {
        return entry(stamp.dn(), server).values(stamp.attribute()).stream()
                .flatMap(List::stream)
                .anyMatch(stamp.value()::equalsIgnoreCase);
    }

    public LdapEntry entry(String dn) {
        return new LdapEntry(this, dn, null);
    }

    /** The entry on one of the servers with the directory's name; {@code null}: on any. */
    public LdapEntry entry(String dn, StampServer server) {
        return new LdapEntry(this, dn, server);
    }

    /** As {@link LdapConnections#unasked}. */
    public Optional<String> unasked() {
        return connections.unasked();
    }

    /** As {@link DirectorySearch#below}. */
    public List<SearchResult> search(String filter, List<String> attributes) {
        return search.below(filter, attributes);
    }

    /** The entries with this value: it moves with an entry that is renamed or moved. */
    List<LdapEntry> holders(String attribute, String value) {
        return search
                .everywhere("(" + attribute + "=" + LdapHelper.escapeFilter(value) + ")", List.of(attribute))
                .stream()
                .map(found -> entry(found.getNameInNamespace()))
                .toList();
    }

    /** The server's root DSE; read once. */
    RootDse rootDse(LdapReader ldap) throws NamingException {
        return search.rootDse(ldap);
    }

    /** Returns whether an entry of these object classes may have the attribute. True if the server does not publish its schema. */
    public boolean schemaAllows(List<String> objectClasses, String attribute) {
        Optional<DirectorySchema> known = schema;
        if (known == null) {
            known = ask(
                    "reading the schema",
                    ldap -> DirectorySchema.read(ldap, rootDse(ldap).subschema()));
            schema = known;
        }
        return known.isEmpty() || known.get().allows(objectClasses, attribute);
    }

    /** As {@link LdapConnections#current}. */
    public StampServer current() {
        return connections.current();
    }

    /** As {@link LdapConnections#has}. */
    public boolean has(StampServer wanted) {
        return connections.has(wanted);
    }

    /** As {@link LdapConnections#ask(String, LdapConnections.Question)}. */
    public <T> T ask(String doing, LdapConnections.Question<LdapReader, T> question) {
        return connections.ask(doing, question);
    }

    /** As {@link LdapConnections#ask(StampServer, String, LdapConnections.Question)}. */
    <T> T ask(StampServer wanted, String doing, LdapConnections.Question<LdapReader, T> question) {
        return connections.ask(wanted, doing, question);
    }

    /**
     * Checks that the server accepts changes, by trying to remove a value from the base that nothing has.
     *
     * @throws PermanentException naming the other server, if this one returns a referral for changes
     */
    public void tryChange(String attribute, String format) {
        LdapResult result = entry(search.base().toString()).triedRemoval(attribute, format);
        if (result.code() == LdapResult.READ_ONLY) {
            throw new PermanentException(result.readOnly(server()), result.cause());
        }
    }
}
