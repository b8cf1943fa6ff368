// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.directory.BasicAttribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.ModificationItem;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.directory.internal.ldap.LdapWriter;
import org.mailmig.ledger.copy.StampServer;

/** One entry that can be changed. A change returns the server's result, which the caller evaluates. */
public final class WritableEntry extends LdapEntry {
    private final WritableDirectory directory;

    WritableEntry(WritableDirectory directory, Directory reading, String dn, StampServer server) {
        super(reading, dn, server);
        this.directory = directory;
    }

    /** Adds a value: the server refuses it if a single-valued attribute already has one (results 19, 20). */
    public LdapResult add(String attribute, String value) {
        return change(attribute, null, value);
    }

    /** Removes exactly this value: result 16 if the entry does not have it. */
    public LdapResult delete(String attribute, String value) {
        return change(attribute, value, null);
    }

    /**
     * One atomic modify that removes {@code expected} and adds {@code value} (RFC 4511, 4.6); either may be {@code null}. Results 16, 19
     * and 20: the attribute is not as expected, read it again.
     */
    public LdapResult change(String attribute, String expected, String value) {
        return modify(items(attribute, expected, value));
    }

    /**
     * The result of a change.
     *
     * @param values the attribute's values afterwards on the server that responded; empty if it has to be read again
     */
    public record Changed(LdapResult result, Optional<List<String>> values) {}

    /** Like {@link #change}, and reads the values by the same connection: another one may reach another server. */
    public Changed changeAndRead(String attribute, String expected, String value) {
        return directory.ask(server(), "writing " + dn(), ldap -> {
            LdapResult result = ldap.modify(name(), items(attribute, expected, value));
            return new Changed(
                    result, result.ok() || result.notAsExpected() ? values(ldap, attribute) : Optional.empty());
        });
    }

    /** Like {@link #change}, by an open connection. */
    public LdapResult change(LdapWriter ldap, String attribute, String expected, String value) {
        return ldap.modify(name(), items(attribute, expected, value));
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

    /** Adds or removes several values, all or none. */
    public LdapResult change(String attribute, boolean add, List<String> values) {
        BasicAttribute all = new BasicAttribute(attribute);
        values.forEach(all::add);
        return modify(List.of(new ModificationItem(add ? DirContext.ADD_ATTRIBUTE : DirContext.REMOVE_ATTRIBUTE, all)));
    }

    private LdapResult modify(List<ModificationItem> items) {
        return directory.ask(server(), "writing " + dn(), ldap -> ldap.modify(name(), items));
    }
}
