// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * Debian's slapd 2.5 on free ports of the loopback, with StartTLS on {@link #url} and TLS on {@link #ldapsUrl}. {@link
 * #ADMIN} has the rights that the README names for the forwarder, and no others. Below {@link #ELSEWHERE} a search is referred to another server.
 */
public final class Slapd extends Directory {
    public static final String ELSEWHERE = "ou=elsewhere," + BASE;
    private static final String ROOT_PASSWORD = "pw-of-the-root";
    private static final String REFERRAL =
            """
            dn: %s
            objectClass: referral
            objectClass: extensibleObject
            ou: elsewhere
            ref: ldap://127.0.0.1:1/%s
            """
                    .formatted(ELSEWHERE, ELSEWHERE);

    private final Daemon daemon = new Daemon("slapd");
    private final int[] ports = Ports.free(2);
    private LDAPConnection administrator;

    private Slapd(boolean referral) {
        try {
            Files.createDirectory(daemon.dir().resolve("db"));
            Certificate.loopback().writePem(daemon.dir());
            Map<String, String> words = Map.of(
                    "DIR",
                    daemon.dir().toString(),
                    "ROOT_PASSWORD",
                    ROOT_PASSWORD,
                    "PASSWORD",
                    ADMIN_PASSWORD,
                    "RIGHTS",
                    ReadmeRights.forwarder(ADMIN));
            Files.writeString(daemon.dir().resolve("exchange.schema"), Dovecot.fill("exchange.schema", words));
            Files.writeString(daemon.dir().resolve("slapd.conf"), Dovecot.fill("slapd.conf", words));
            Files.writeString(
                    daemon.dir().resolve("base.ldif"),
                    Dovecot.fill("directory.ldif", words) + (referral ? REFERRAL : ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon.handOver();
        daemon.tool("/usr/sbin/slapadd", "-q", "-f", conf(), "-l", path("base.ldif"));
        start();
    }

    private void configure(String rights) throws IOException {
        Map<String, String> words =
                Map.of("DIR", daemon.dir().toString(), "ROOT_PASSWORD", ROOT_PASSWORD, "RIGHTS", rights);
        Files.writeString(daemon.dir().resolve("slapd.conf"), Dovecot.fill("slapd.conf", words));
    }

    /** Restarts it; from then on {@link #ADMIN} may write its attribute, or only read it. */
    public void mayWrite(boolean write) {
        stop();
        try {
            String rights = ReadmeRights.forwarder(ADMIN);
            configure(write ? rights : rights.replace(" write", " read"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    private static final class Shared {
        static final Slapd INSTANCE = new Slapd(false);
    }

    /** The one that all tests of this JVM share; started at first use. Nothing in it refers elsewhere. */
    public static Slapd shared() {
        return Shared.INSTANCE;
    }

    /** One of the caller's own, which may be stopped and started. */
    public static Slapd startOwn() {
        return new Slapd(false);
    }

    /** The same, with an entry in it that refers to another server. */
    public static Slapd startWithReferral() {
        return new Slapd(true);
    }

    @Override
    public String url() {
        return "ldap://127.0.0.1:" + ports[0];
    }

    public String ldapsUrl() {
        return "ldaps://127.0.0.1:" + ports[1];
    }

    public SSLContext sslContext() {
        return Certificate.loopback().sslContext();
    }

    /** Starts again on the same ports, with all entries, after {@link #stop}. */
    public void start() {
        // A debug level, even 0, keeps slapd in the foreground.
        daemon.start(List.of("/usr/sbin/slapd", "-d", "0", "-f", conf(), "-h", url() + "/ " + ldapsUrl() + "/"), ports);
    }

    public synchronized void stop() {
        if (administrator != null) {
            administrator.close();
        }
        daemon.stop();
    }

    @Override
    protected synchronized LDAPInterface administrator() throws LDAPException {
        if (administrator == null || !administrator.isConnected()) {
            administrator = new LDAPConnection("127.0.0.1", ports[0], "cn=admin," + BASE, ROOT_PASSWORD);
        }
        return administrator;
    }

    private String conf() {
        return path("slapd.conf");
    }

    private String path(String name) {
        return daemon.dir().resolve(name).toString();
    }
}
