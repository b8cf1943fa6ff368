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

/** One entry that may be changed. A change returns the server's answer, for the caller to judge. */
public final class WritableEntry extends LdapEntry {
    private final WritableDirectory directory;

    WritableEntry(WritableDirectory directory, Directory reading, String dn, StampServer server) {
        super(reading, dn, server);
        this.directory = directory;
    }

    /** Adds a value: refused by the server where a single-valued attribute holds one already (results 19, 20). */
    public LdapResult add(String attribute, String value) {
        return change(attribute, null, value);
    }

    /** Takes exactly this value away: result 16 where it does not stand there. */
    public LdapResult delete(String attribute, String value) {
        return change(attribute, value, null);
    }

    /**
     * One modify that takes {@code expected} away and adds {@code value}, both or nothing (RFC 4511, 4.6); either may be
     * {@code null}. Results 16, 19 and 20: the attribute is not as expected, read it back.
     */
    public LdapResult change(String attribute, String expected, String value) {
        return modify(items(attribute, expected, value));
    }

    /**
     * What a change did.
     *
     * @param values what the attribute holds afterwards in the server that answered; empty where it is to be read again
     */
    public record Changed(LdapResult result, Optional<List<String>> values) {}

    /** The same, read back by the same connection: another one may lead to another server. */
    public Changed changeAndRead(String attribute, String expected, String value) {
        return directory.ask(server(), "writing " + dn(), ldap -> {
            LdapResult result = ldap.modify(name(), items(attribute, expected, value));
            return new Changed(
                    result, result.ok() || result.notAsExpected() ? values(ldap, attribute) : Optional.empty());
        });
    }

    /** The same by a connection that is open already. */
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

    /** Adds several values, or takes them away, all or none. */
    public LdapResult change(String attribute, boolean add, List<String> values) {
        BasicAttribute all = new BasicAttribute(attribute);
        values.forEach(all::add);
        return modify(List.of(new ModificationItem(add ? DirContext.ADD_ATTRIBUTE : DirContext.REMOVE_ATTRIBUTE, all)));
    }

    private LdapResult modify(List<ModificationItem> items) {
        return directory.ask(server(), "writing " + dn(), ldap -> ldap.modify(name(), items));
    }
}
