// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.ModificationItem;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;
import org.mailmig.runtime.CrashPoint;

/** A connection that changes entries: only for the forwarder and the addresses in the target's directory. */
@SuppressWarnings("BanJNDI")
public // Attributes only.
final class LdapWriter extends LdapReader {
    private final LdapContext ldap;

    LdapWriter(LdapContext ldap) {
        super(ldap);
        this.ldap = ldap;
    }

    /** Applies all items or none (RFC 4511, 4.6); returns the server's result, which the caller evaluates. */
    public LdapResult modify(LdapName name, List<ModificationItem> items) {
        try {
            CrashPoint.step("before LDAP modify");
            ldap.modifyAttributes(name, items.toArray(ModificationItem[]::new));
            CrashPoint.step("after LDAP modify");
            return LdapResult.success();
        } catch (NamingException e) {
            return LdapResult.ofChange(e);
        }
    }
}
