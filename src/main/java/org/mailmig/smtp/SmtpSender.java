// SPDX-License-Identifier: Apache-2.0
package org.mailmig.smtp;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.component.mail.DefaultAuthenticator;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.apache.camel.component.mail.MailConfiguration;

/** camel-mail's sender with {@link SmtpTransport}. Its session has the properties that camel-mail would set. */
final class SmtpSender extends DefaultJavaMailSender {
    private final Optional<SmtpLogin> login;
    private final boolean tls;

    /** @param more properties in addition to those of the configuration's own fields; they take precedence @param tls as {@link SmtpTransport} says */
    SmtpSender(MailConfiguration mail, Properties more, Optional<SmtpLogin> login, boolean tls) {
        this.login = login;
        this.tls = tls;
        setHost(mail.getHost());
        setPort(mail.getPort());
        setProtocol(mail.getProtocol());
        if (login.isEmpty()) {
            setUsername(mail.getUsername());
            setPassword(mail.getPassword());
            setAuthenticator(mail.getAuthenticator());
        }
        Properties all = (Properties) System.getProperties().clone();
        all.putAll(properties(mail));
        all.putAll(more);
        setJavaMailProperties(all);
        if (login.isPresent()) {
            all.put("mail." + mail.getProtocol() + ".auth", "false"); // the transport does it
            all.put("mail.debug", "false"); // it would show the token
            setSession(Session.getInstance(all));
        } else {
            setSession(Session.getInstance(
                    all,
                    mail.getAuthenticator() == null
                            ? new DefaultAuthenticator(mail.getUsername(), mail.getPassword())
                            : mail.getAuthenticator()));
        }
    }

    private Properties properties(MailConfiguration mail) {
        String prefix = "mail." + mail.getProtocol() + ".";
        Properties set = new Properties();
        set.put(prefix + "connectiontimeout", String.valueOf(mail.getConnectionTimeout()));
        set.put(prefix + "timeout", String.valueOf(mail.getConnectionTimeout()));
        set.put(prefix + "host", mail.getHost());
        set.put(prefix + "port", String.valueOf(mail.getPort()));
        set.put("mail.host", mail.getHost());
        set.put("mail.transport.protocol", mail.getProtocol());
        String user = getPasswordAuthentication().getUserName();
        set.put(prefix + "auth", String.valueOf(user != null));
        if (user != null) {
            set.put(prefix + "user", user);
            set.put("mail.user", user);
        }
        return set;
    }

    @Override
    protected Transport getTransport(Session session) {
        return new SmtpTransport(session, getProtocol(), login, tls);
    }
}
