// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.demo;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Source, target and directory of the demo, all on loopback ports of this process. */
public final class DemoServers implements AutoCloseable {
    public static final String BIND_DN = "cn=mailmig,dc=new,dc=example";

    public final GreenMail source = mailServer();
    public final GreenMail target = mailServer();
    private final String bindPassword = HexFormat.of().formatHex(SecureRandom.getSeed(8));
    private final InMemoryDirectoryServer directory;

    public DemoServers() throws Exception {
        GreenMailNoonBug.avoidNow(Instant.now());
        source.start();
        target.start();
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=new,dc=example");
        config.setSchema(null); // targetAddress is Exchange's own attribute, not in any standard schema
        config.addAdditionalBindCredentials(BIND_DN, bindPassword);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        directory = new InMemoryDirectoryServer(config);
        directory.add("dn: dc=new,dc=example", "objectClass: domain", "dc: new");
        directory.add("dn: ou=people,dc=new,dc=example", "objectClass: organizationalUnit", "ou: people");
        directory.startListening();
        for (DemoUser user : DemoUser.values()) {
            source.setUser(user.source(), user.source(), user.sourcePassword());
            target.setUser(user.target(), user.target(), user.targetPassword());
            directory.add(
                    "dn: " + user.dn(),
                    "objectClass: inetOrgPerson",
                    "uid: " + user.word(),
                    "cn: " + user.word(),
                    "sn: " + user.word(),
                    "mail: " + user.target());
        }
    }

    private static GreenMail mailServer() {
        return new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP)
        });
    }

    public String directoryUrl() {
        return "ldap://127.0.0.1:" + directory.getListenPort();
    }

    public String bindPassword() {
        return bindPassword;
    }

    /** The value that an MTA reads for incoming mail to the user's address. */
    public Optional<String> targetAddress(DemoUser user) {
        try {
            Entry entry = directory.getEntry(user.dn());
            return Optional.ofNullable(entry.getAttributeValue("targetAddress"));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    public MailFolder folder(GreenMail server, String login, String name) throws FolderException {
        GreenMailUser user = server.getUserManager().getUser(login);
        MailFolder folder = server.getManagers().getImapHostManager().getFolder(user, name);
        return folder != null ? folder : create(server, user, name);
    }

    private static MailFolder create(GreenMail server, GreenMailUser user, String name) throws FolderException {
        try {
            return server.getManagers().getImapHostManager().createMailbox(user, name);
        } catch (com.icegreen.greenmail.imap.AuthorizationException e) {
            throw new FolderException(e.getMessage());
        }
    }

    /** The number of messages in all folders of a mailbox. */
    public long messages(GreenMail server, String login) throws FolderException {
        GreenMailUser user = server.getUserManager().getUser(login);
        return server.getManagers().getImapHostManager().listMailboxes(user, "*").stream()
                .mapToLong(MailFolder::getMessageCount)
                .sum();
    }

    @Override
    public void close() {
        directory.shutDown(true);
        source.stop();
        target.stop();
    }
}
