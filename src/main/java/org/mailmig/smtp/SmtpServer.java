// SPDX-License-Identifier: Apache-2.0
package org.mailmig.smtp;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;
import org.mailmig.config.CaFile;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;

/**
 * An SMTP server of the configuration: {@code <prefix>.smtp} is a camel-mail endpoint URI, {@code <prefix>.tls} and {@code .ca-file}
 * determine its encryption. A password or token is sent only with TLS (RFC 3207, RFC 8314), unless {@code none} is set explicitly. Each
 * connection is limited in size and time, unless the URI names a sender, a session or its own set of properties.
 *
 * @param prefix {@code mailmig.report} or {@code mailmig.probe}
 */
public record SmtpServer(CamelContext context, String prefix) {
    /** Jakarta Mail's properties that say how to connect: with one of them in the URI the connection is the URI's, without our limits. */
    private static final List<String> OWN_SOCKETS = List.of(
            "socketFactory",
            "socketFactory.class",
            "ssl.socketFactory.class",
            "ssl.trust",
            "ssl.protocols",
            "ssl.ciphersuites",
            "proxy.host");

    private static final int LONGEST_TEXT = 300;
    private static final int MOST_CAUSES = 10;

    /** The endpoint. It is not added to the context, because its URI may contain a secret. @throws PermanentException naming the key */
    public MailEndpoint endpoint() {
        Settings settings = Settings.of(context);
        MailEndpoint endpoint = create(settings.get(key("smtp")));
        MailConfiguration mail = endpoint.getConfiguration();
        Optional<SmtpLogin> login = SmtpLogin.of(context, prefix, mail);
        String ours = "mail." + mail.getProtocol() + ".";
        Properties more = new Properties();
        if (mail.getAdditionalJavaMailProperties() != null) {
            more.putAll(mail.getAdditionalJavaMailProperties());
        }
        more.putIfAbsent(ours + "writetimeout", String.valueOf(mail.getConnectionTimeout()));
        boolean sockets = OWN_SOCKETS.stream().anyMatch(name -> more.containsKey(ours + name));
        protect(settings, mail, login.isPresent(), more);
        mail.setAdditionalJavaMailProperties(more);
        boolean brought =
                mail.getSession() != null || mail.getJavaMailSender() != null || mail.getJavaMailProperties() != null;
        if (!brought) {
            if (!sockets) {
                limit(mail, more);
            }
            mail.setJavaMailSender(new SmtpSender(mail, more, login, sockets && mail.isSecureProtocol()));
        }
        return endpoint;
    }

    /** Connections of ours, with limits in size and time. */
    private void limit(MailConfiguration mail, Properties more) {
        Settings settings = Settings.of(context);
        String ours = "mail." + mail.getProtocol() + ".";
        if (mail.isSecureProtocol()) {
            more.put(ours + "starttls.enable", "false"); // the connection is encrypted from the first byte
            more.put(ours + "starttls.required", "false");
        }
        SSLSocketFactory implicit = mail.isSecureProtocol()
                ? (SSLSocketFactory) more.getOrDefault(ours + "ssl.socketFactory", SSLSocketFactory.getDefault())
                : null;
        more.put(
                ours + "socketFactory",
                new SmtpSockets(
                        settings.duration(key("timeout")),
                        key("timeout"),
                        mail.getProtocol(),
                        mail.getHost(),
                        implicit,
                        more));
        more.put(ours + "socketFactory.fallback", "false"); // a connection without limits
    }

    private void protect(Settings settings, MailConfiguration mail, boolean token, Properties more) {
        String ours = "mail." + mail.getProtocol() + ".";
        boolean startTls = startTls(settings, mail, token);
        if (!mail.isSecureProtocol() && !startTls) {
            return;
        }
        more.putIfAbsent(ours + "ssl.checkserveridentity", "true");
        Optional<String> authorities = settings.find(key("ca-file"));
        if (authorities.isPresent()) {
            more.put(
                    ours + "ssl.socketFactory",
                    CaFile.trusted(authorities.get(), key("ca-file")).getSocketFactory());
        } else if (mail.getSslContextParameters() != null) {
            more.putIfAbsent(ours + "ssl.socketFactory", sockets(mail));
        }
        if (!mail.isSecureProtocol()) {
            more.put(ours + "starttls.enable", "true");
            more.put(ours + "starttls.required", "true");
        }
    }

    private SSLSocketFactory sockets(MailConfiguration mail) {
        try {
            return mail.getSslContextParameters().createSSLContext(context).getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new PermanentException(
                    "The TLS parameters of " + key("smtp") + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** What went wrong and what to do about it, one sentence without its full stop. */
    public String explained(Throwable fault) {
        Throwable last = fault;
        boolean tls = false;
        boolean login = false;
        Throwable at = fault;
        for (int i = 0; at != null && i < MOST_CAUSES; i++) {
            if (at instanceof StopException || at instanceof SmtpRefusedException) {
                return at.getMessage().replaceFirst("\\.$", "");
            }
            tls |= at instanceof SSLException || at instanceof CertificateException;
            login |= at instanceof AuthenticationFailedException;
            last = at.getMessage() == null ? last : at;
            Throwable next = at instanceof MessagingException mail ? mail.getNextException() : null;
            at = next == null ? at.getCause() : next;
        }
        String text =
                String.valueOf(last.getMessage()).replaceAll("\\p{Cntrl}+", " ").trim();
        String words = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "..." : text;
        if (tls) {
            return words
                    + "; TLS failed: check that the server's certificate is valid, names this host, and is trusted by"
                    + " this Java or by " + key("ca-file") + "; nothing was sent in clear text";
        }
        if (login) {
            return words + "; correct the user name and the password in " + key("smtp");
        }
        return words + "; see " + key("smtp") + (protects() ? " and " + key("tls") : "");
    }

    private boolean protects() {
        try {
            Settings settings = Settings.of(context);
            MailConfiguration mail = create(settings.get(key("smtp"))).getConfiguration();
            return startTls(settings, mail, SmtpLogin.of(context, prefix, mail).isPresent());
        } catch (RuntimeException e) {
            return false; // that is the error being explained
        }
    }

    /** Returns whether STARTTLS is required before anything else: if a password or token would be sent, or if configured. */
    private boolean startTls(Settings settings, MailConfiguration mail, boolean token) {
        String tls = settings.find(key("tls")).orElse("");
        boolean known =
                switch (tls) {
                    case "" -> true;
                    case "implicit" -> mail.isSecureProtocol();
                    case "starttls", "none" -> !mail.isSecureProtocol();
                    default -> false;
                };
        if (!known) {
            throw new PermanentException(
                    "Configuration key " + key("tls") + " must be starttls or none with smtp://, implicit or"
                            + " empty with smtps://, not \"" + tls + "\".");
        }
        boolean password = token || mail.getPassword() != null || mail.getAuthenticator() != null;
        return !mail.isSecureProtocol() && (tls.equals("starttls") || (tls.isEmpty() && password));
    }

    private MailEndpoint create(String uri) {
        String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : uri;
        if (!scheme.equals("smtp") && !scheme.equals("smtps")) {
            throw new PermanentException(
                    "Configuration key " + key("smtp") + " must begin with smtp:// or smtps:// (camel-mail).");
        }
        try {
            return (MailEndpoint) context.getComponent(scheme).createEndpoint(uri);
        } catch (Exception e) {
            // The cause's text may quote the URI with a secret in it: only its type is reported.
            throw new PermanentException(
                    "Configuration key " + key("smtp") + " is not a usable camel-mail endpoint URI ("
                            + e.getClass().getSimpleName() + "); passwords with & belong in RAW(...).");
        }
    }

    private String key(String option) {
        return prefix + "." + option;
    }
}
