// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.mailmig.world.Mail;

/** GreenMail in this JVM: quick, and without Dovecot's extensions. Its certificate names no host. */
public final class GreenMailServer implements MailServer, AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private final GreenMail greenMail;

    public GreenMailServer() {
        greenMail = new GreenMail(new ServerSetup[] {
            setup(ServerSetup.PROTOCOL_IMAP), setup(ServerSetup.PROTOCOL_IMAPS), setup(ServerSetup.PROTOCOL_SMTP)
        });
        greenMail.start();
    }

    private static ServerSetup setup(String protocol) {
        ServerSetup setup = new ServerSetup(0, LOOPBACK, protocol);
        setup.setServerStartupTimeout(60_000); // two seconds are too short on a busy machine
        return setup;
    }

    /**
     * GreenMail takes twelve o'clock in the text of an APPEND's date for midnight: two hours later where the mail would be
     * appended in that hour, here by UTC ({@link org.mailmig.world.Mailbox}) or by mailmig from what GreenMail shows, which is by
     * this process' clock.
     */
    public static Mail holdable(Mail mail) {
        boolean noon = Stream.of(ZoneOffset.UTC, ZoneId.systemDefault())
                .anyMatch(zone -> mail.date().atZone(zone).getHour() == 12);
        return noon ? holdable(mail.at(mail.date().plus(Duration.ofHours(2)))) : mail;
    }

    @Override
    public int imapPort() {
        return greenMail.getImap().getPort();
    }

    @Override
    public int imapsPort() {
        return greenMail.getImaps().getPort();
    }

    public int smtpPort() {
        return greenMail.getSmtp().getPort();
    }

    @Override
    public SSLContext sslContext() {
        try (InputStream in = GreenMail.class.getResourceAsStream("/greenmail.p12")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, "changeit".toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            String alias = store.aliases().nextElement();
            trusted.setCertificateEntry(alias, store.getCertificate(alias));
            return Certificate.trusting(trusted);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Creates the user if it does not exist; SMTP delivers to {@code user@target.example}. */
    @Override
    public String password(String user) {
        String password = "pw-of-" + user;
        greenMail.setUser(user + "@" + Directory.DOMAIN, user, password);
        return password;
    }

    public GreenMail greenMail() {
        return greenMail;
    }

    @Override
    public void close() {
        greenMail.stop();
    }
}
