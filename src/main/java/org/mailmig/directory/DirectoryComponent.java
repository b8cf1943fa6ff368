// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.mailmig.config.ConfigurationCheck;
import org.mailmig.config.Settings;
import org.mailmig.directory.internal.account.ForwarderFormat;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.ldap.ServerAddresses;

/** Creates {@code directory:} endpoints; they share one {@link Directory} for each server, configured by {@code mailmig.directory.*}. */
@Component("directory")
public class DirectoryComponent extends DefaultComponent {
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

    /** Sets the resolver of host names: Java's, unless a test has its own names. Call before the first use. */
    void setResolver(ServerAddresses.Resolver resolver) {
        Directories.of(getCamelContext()).setResolver(resolver);
    }

    /** A host gets all configuration errors when its context starts. */
    @Override
    protected void doStart() throws Exception {
        ConfigurationCheck.atStart(getCamelContext(), false);
        super.doStart();
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
     * Checks, if forwarders are to be set, that the directory server is writable.
     *
     * @throws org.mailmig.error.StopException with a message that says what to do
     */
    public void tryChange() {
        Settings settings = Settings.of(getCamelContext());
        Directory directory = Directories.of(getCamelContext()).target();
        if (directory.configured() && settings.find("mailmig.forwarder.domain").isPresent()) {
            ForwarderFormat form = ForwarderFormat.of(settings);
            directory.tryChange(form.attribute(), form.format());
        }
    }

    /** Binds once, if there is a directory. @throws org.mailmig.error.StopException with a message that says what to do */
    public void tryBind() {
        Directory directory = Directories.of(getCamelContext()).target();
        if (directory.configured()) {
            directory.ask("binding before the wave starts", ldap -> true);
        }
    }
}
