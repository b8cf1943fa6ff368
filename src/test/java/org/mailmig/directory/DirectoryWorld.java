// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.SelfSignedCertificateGenerator;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import com.unboundid.util.ObjectPair;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.File;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** A directory in memory with configurable behaviour ({@link ServerMood}), and a Camel context that is configured for it. */
public final class DirectoryWorld implements AutoCloseable {
    public static final String ALICE = "uid=alice,ou=people,dc=new,dc=example";
    public static final String BOB = "uid=bob,ou=people,dc=new,dc=example";
    public static final String CAROL = "uid=carol,ou=people,dc=new,dc=example";
    private static final String ADMIN = "cn=mailmig,dc=new,dc=example";

    public final CamelContext context = new DefaultCamelContext();
    public final ServerMood mood = new ServerMood();
    private final Properties keys = new Properties();
    private final InMemoryDirectoryServer server;
    private InMemoryDirectoryServer encrypted;

    public DirectoryWorld() throws Exception {
        this(List.of());
    }

    /** @param rootDse attributes of the root DSE in addition to the usual ones */
    public DirectoryWorld(List<Attribute> rootDse) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=new,dc=example");
        config.addAdditionalBindCredentials(ADMIN, "secret-of-the-bind");
        config.addInMemoryOperationInterceptor(mood);
        config.setCustomRootDSEAttributes(rootDse);
        try (InputStream ldif = DirectoryWorld.class.getResourceAsStream("people.ldif");
                LDIFReader reader = new LDIFReader(ldif)) {
            config.setSchema(Schema.mergeSchemas(Schema.getDefaultStandardSchema(), new Schema(reader.readEntry())));
            server = new InMemoryDirectoryServer(config);
            for (Entry entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
                server.add(entry);
            }
        }
        server.startListening();
        set("mailmig.directory.url", url());
        set("mailmig.directory.base", "dc=new,dc=example");
        set("mailmig.directory.bind-dn", ADMIN);
        set("mailmig.directory.password", "secret-of-the-bind");
        set("mailmig.directory.reply-timeout", "500");
        set("mailmig.forwarder.domain", "old.example");
        set("mailmig.forwarder.settle", "0");
        context.getPropertiesComponent().setOverrideProperties(keys);
    }

    public int port() {
        return server.getListenPort();
    }

    /** The name that stands for these addresses in this context. */
    public void resolve(String name, String... addresses) {
        context.getComponent("directory", DirectoryComponent.class).setResolver(host -> {
            if (!host.equals(name)) {
                return InetAddress.getAllByName(host);
            }
            InetAddress[] all = new InetAddress[addresses.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = InetAddress.getByName(addresses[i]);
            }
            return all;
        });
    }

    public String url() {
        return "ldap://127.0.0.1:" + server.getListenPort();
    }

    /** The same directory with TLS and an untrusted certificate. */
    public String encryptedUrl() throws Exception {
        ObjectPair<File, char[]> keys =
                SelfSignedCertificateGenerator.generateTemporarySelfSignedCertificate("mailmig", "PKCS12");
        keys.getFirst().deleteOnExit();
        SSLUtil tls = new SSLUtil(
                new KeyStoreKeyManager(keys.getFirst(), keys.getSecond(), "PKCS12", null), new TrustAllTrustManager());
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=new,dc=example");
        config.addInMemoryOperationInterceptor(mood);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPSConfig("ldaps", 0, tls.createSSLServerSocketFactory()));
        encrypted = new InMemoryDirectoryServer(config);
        encrypted.startListening();
        return "ldaps://127.0.0.1:" + encrypted.getListenPort();
    }

    public DirectoryWorld set(String key, String value) {
        keys.setProperty(key, value);
        return this;
    }

    /** Applies changes of an administrator: LDIF change records without the dn line. */
    public void change(String dn, String... lines) {
        try {
            mood.asked = false;
            String[] change = new String[lines.length + 2];
            change[0] = "dn: " + dn;
            change[1] = "changetype: modify";
            System.arraycopy(lines, 0, change, 2, lines.length);
            server.modify(change);
        } catch (LDAPException | LDIFException e) {
            throw new AssertionError(e);
        } finally {
            mood.asked = true;
        }
    }

    public void forward(String dn, String value) {
        change(dn, "replace: targetAddress", "targetAddress: " + value);
    }

    /** Each entry, by its name. */
    Map<String, String> contents() {
        try {
            Map<String, String> all = new TreeMap<>();
            for (Entry entry : server.search("dc=new,dc=example", SearchScope.SUB, "(objectClass=*)")
                    .getSearchEntries()) {
                all.put(entry.getDN(), entry.toLDIFString());
            }
            return all;
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    public List<String> forwarder(String dn) {
        return held(dn, "targetAddress");
    }

    public List<String> held(String dn, String attribute) {
        try {
            Entry entry = server.getEntry(dn);
            return entry.hasAttribute(attribute) ? List.of(entry.getAttributeValues(attribute)) : List.of();
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    public void rename(String dn, String rdn) throws LDAPException {
        server.modifyDN(dn, rdn, true);
    }

    public void move(String dn, String rdn, String parent) throws LDAPException {
        server.modifyDN(dn, rdn, true, parent);
    }

    public void delete(String dn) throws LDAPException {
        server.delete(dn);
    }

    public void add(String... ldif) throws Exception {
        server.add(ldif);
    }

    public void stopServer() {
        server.shutDown(true);
    }

    @Override
    public void close() throws Exception {
        mood.close();
        context.close();
        server.shutDown(true);
        if (encrypted != null) {
            encrypted.shutDown(true);
        }
    }
}
