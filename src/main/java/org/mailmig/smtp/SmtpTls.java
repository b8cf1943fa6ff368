// SPDX-License-Identifier: Apache-2.0
package org.mailmig.smtp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mail.MailConfiguration;
import org.mailmig.config.CaFile;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;

/** The encryption of the connections to an SMTP server, as {@code <prefix>.tls} and {@code .ca-file} determine it. */
record SmtpTls(CamelContext context, String prefix) {
    /**
     * Adds Jakarta Mail's properties for it.
     *
     * @param token whether a token is sent
     * @param more receives the properties
     */
    void protect(Settings settings, MailConfiguration mail, boolean token, Properties more) {
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

    /** Returns whether STARTTLS is required before anything else: if a password or token would be sent, or if configured. */
    boolean startTls(Settings settings, MailConfiguration mail, boolean token) {
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

    private SSLSocketFactory sockets(MailConfiguration mail) {
        try {
            return mail.getSslContextParameters().createSSLContext(context).getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new PermanentException(
                    "The TLS parameters of " + key("smtp") + " cannot be used: " + e.getMessage(), e);
        }
    }

    private String key(String option) {
        return prefix + "." + option;
    }
}
