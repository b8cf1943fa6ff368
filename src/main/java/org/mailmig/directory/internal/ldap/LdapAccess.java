// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.net.InetAddress;

/**
 * What all connections to one directory share, for reading and writing: its keys, the addresses of its name, and the login. A refused login
 * is remembered and not tried again, to avoid locking the account. Thread-safe.
 */
public final class LdapAccess {
    private final DirectoryKeys keys;
    private final ServerAddresses.Resolver resolver;
    private volatile LdapBind accepted;
    private volatile LdapBind refused;
    private volatile InetAddress last;

    public LdapAccess(DirectoryKeys keys, ServerAddresses.Resolver resolver) {
        this.keys = keys;
        this.resolver = resolver;
    }

    public DirectoryKeys keys() {
        return keys;
    }

    ServerAddresses.Resolver resolver() {
        return resolver;
    }

    boolean isAccepted(LdapBind bind) {
        return bind.equals(accepted);
    }

    boolean isRefused(LdapBind bind) {
        return bind.equals(refused);
    }

    void accepted(LdapBind bind) {
        accepted = bind;
    }

    void refused(LdapBind bind) {
        refused = bind;
        accepted = null;
    }

    /** The address that responded last; {@code null} if none has. */
    InetAddress last() {
        return last;
    }

    void answered(InetAddress address) {
        last = address;
    }
}
