// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldif.LDIFReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** UnboundID's directory in memory, with the people of {@link Slapd}. */
public final class EmbeddedDirectory extends Directory implements AutoCloseable {
    private final InMemoryDirectoryServer server;

    public EmbeddedDirectory() {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            // Active Directory's attributes are in no standard schema.
            config.setSchema(null);
            config.addAdditionalBindCredentials(ADMIN, ADMIN_PASSWORD);
            server = new InMemoryDirectoryServer(config);
            String ldif = Dovecot.fill("directory.ldif", Map.of("PASSWORD", ADMIN_PASSWORD));
            server.importFromLDIF(
                    true, new LDIFReader(new ByteArrayInputStream(ldif.getBytes(StandardCharsets.UTF_8))));
            server.startListening();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String url() {
        return "ldap://127.0.0.1:" + server.getListenPort();
    }

    @Override
    protected LDAPInterface administrator() throws LDAPException {
        return server;
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
