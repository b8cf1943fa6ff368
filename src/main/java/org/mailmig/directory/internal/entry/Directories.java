// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.entry;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.mailmig.config.Settings;
import org.mailmig.directory.internal.ldap.DirectoryKeys;
import org.mailmig.directory.internal.ldap.LdapAccess;
import org.mailmig.directory.internal.ldap.ServerAddresses;

/**
 * The directories of one context, each created at its first use: what is learnt about a server is shared by all accounts. No connection is
 * opened before the first query. Thread-safe.
 */
public final class Directories {
    private final CamelContext context;
    private final Map<String, Directory> directories = new ConcurrentHashMap<>();
    private final Map<String, LdapAccess> accesses = new ConcurrentHashMap<>();
    private final AtomicReference<WritableDirectory> writable = new AtomicReference<>();
    private volatile ServerAddresses.Resolver resolver = InetAddress::getAllByName;

    private Directories(CamelContext context) {
        this.context = context;
    }

    public static Directories of(CamelContext context) {
        synchronized (context) {
            ExtendedCamelContext plugins = context.getCamelContextExtension();
            Directories known = plugins.getContextPlugin(Directories.class);
            if (known == null) {
                known = new Directories(context);
                plugins.addContextPlugin(Directories.class, known);
            }
            return known;
        }
    }

    /** Sets the resolver of host names: Java's, unless a test has its own names. Call before the first use. */
    public void setResolver(ServerAddresses.Resolver resolver) {
        this.resolver = resolver;
    }

    /** The target's directory, read-only. */
    public Directory target() {
        return directory(DirectoryKeys.TARGET, "url");
    }

    /** The target's directory, for writing forwarders and addresses. */
    public WritableDirectory writableTarget() {
        return writable.updateAndGet(
                known -> known == null ? new WritableDirectory(target(), access(DirectoryKeys.TARGET, "url")) : known);
    }

    /** The server of the target's directory that the MTA reads: the same one unless {@code mailmig.directory.read-url} is set. */
    public Directory readByMta() {
        Directory read = directory(DirectoryKeys.TARGET, "read-url");
        return read.configured() ? read : target();
    }

    /** The directory of a source server, for example {@code mailmig.source.directory.*}. */
    public Directory ofSource(String server) {
        return directory("mailmig." + server + ".directory", "url");
    }

    private Directory directory(String prefix, String server) {
        return directories.computeIfAbsent(prefix + "." + server, key -> new Directory(access(prefix, server)));
    }

    private LdapAccess access(String prefix, String server) {
        return accesses.computeIfAbsent(
                prefix + "." + server,
                key -> new LdapAccess(new DirectoryKeys(Settings.of(context), prefix, server), resolver));
    }
}
