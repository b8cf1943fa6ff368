// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.mailmig.ConfigurationCheck;
import org.mailmig.Settings;

/** Makes {@code directory:} endpoints; they share one {@link Directory} for each server, configured by {@code mailmig.directory.*}. */
@Component("directory")
public class DirectoryComponent extends DefaultComponent {
    private final Map<String, Directory> directories = new ConcurrentHashMap<>();
    private final Map<String, LdapAccess> accesses = new ConcurrentHashMap<>();
    private final AtomicReference<WritableDirectory> writable = new AtomicReference<>();

    private LdapServers.Resolver resolver = InetAddress::getAllByName;

    public DirectoryComponent() {}

    public DirectoryComponent(CamelContext context) {
        super(context);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DirectoryEndpoint endpoint = new DirectoryEndpoint(uri, this, operation(remaining));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Who tells the addresses of a name: this Java, unless a test has names of its own. Before the first use. */
    void setResolver(LdapServers.Resolver resolver) {
        this.resolver = resolver;
    }

    /** A host learns of all mistakes in its configuration as its context starts. */
    @Override
    protected void doStart() throws Exception {
        ConfigurationCheck.atStart(getCamelContext(), false);
        super.doStart();
    }

    /** The target's directory, where we look; nothing is opened before it is asked something. */
    Directory directory() {
        return directory(DirectoryKeys.TARGET, "url");
    }

    /** The server of the target's directory that the MTA reads: the same one unless {@code mailmig.directory.read-url} names another. */
    Directory readDirectory() {
        Directory read = directory(DirectoryKeys.TARGET, "read-url");
        return read.configured() ? read : directory();
    }

    /** The directory of a source server, for example {@code mailmig.source.directory.*}. */
    Directory sourceDirectory(String server) {
        return directory("mailmig." + server + ".directory", "url");
    }

    /** The target's directory where forwarders and addresses are written. */
    WritableDirectory writableDirectory() {
        return writable.updateAndGet(known ->
                known == null ? new WritableDirectory(directory(), access(DirectoryKeys.TARGET, "url")) : known);
    }

    private Directory directory(String prefix, String server) {
        return directories.computeIfAbsent(prefix + "." + server, key -> new Directory(access(prefix, server)));
    }

    private LdapAccess access(String prefix, String server) {
        return accesses.computeIfAbsent(
                prefix + "." + server,
                key -> new LdapAccess(new DirectoryKeys(Settings.of(getCamelContext()), prefix, server), resolver));
    }

    private static DirectoryOperation operation(String word) {
        for (DirectoryOperation operation : DirectoryOperation.values()) {
            if (operation.name().equals(word)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("directory:" + word + " is not known: use one of "
                + Arrays.stream(DirectoryOperation.values())
                        .map(operation -> "directory:" + operation)
                        .collect(Collectors.joining(", "))
                + ".");
    }

    /**
     * Asks once, where forwarders are to be set, whether the directory's server can be written to.
     *
     * @throws org.mailmig.StopException with the sentence that says what to do
     */
    public void tryChange() {
        Settings settings = Settings.of(getCamelContext());
        if (directory().configured()
                && settings.find("mailmig.forwarder.domain").isPresent()) {
            directory().tryChange(ForwarderForm.of(settings));
        }
    }

    /** Binds once, where there is a directory. @throws org.mailmig.StopException with the sentence that says what to do */
    public void tryBind() {
        if (directory().configured()) {
            directory().ask("binding before the wave begins", ldap -> true);
        }
    }
}
