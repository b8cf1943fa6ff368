// SPDX-License-Identifier: Apache-2.0
package org.mailmig.smtp;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;

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
        new SmtpTls(context, prefix).protect(settings, mail, login.isPresent(), more);
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

    /** What went wrong and what to do about it, one sentence without its full stop. */
    public String explained(Throwable fault) {
        SmtpError error = SmtpError.of(fault);
        return error.text()
                + switch (error.kind()) {
                    case TLS -> "; TLS failed: check that the server's certificate is valid, names this host, and is trusted"
                            + " by this Java or by " + key("ca-file") + "; nothing was sent in clear text";
                    case LOGIN -> "; correct the user name and the password in " + key("smtp");
                    case EXPLAINED -> "";
                    case OTHER -> "; see " + key("smtp") + (protects() ? " and " + key("tls") : "");
                };
    }

    private boolean protects() {
        try {
            Settings settings = Settings.of(context);
            MailConfiguration mail = create(settings.get(key("smtp"))).getConfiguration();
            return new SmtpTls(context, prefix)
                    .startTls(
                            settings, mail, SmtpLogin.of(context, prefix, mail).isPresent());
        } catch (RuntimeException e) {
            return false; // that is the error being explained
        }
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
