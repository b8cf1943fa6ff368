// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;

/**
 * An SMTP server of the configuration: {@code <prefix>.smtp} is a camel-mail endpoint URI, {@code <prefix>.tls} and {@code
 * .ca-file} say how it is protected. A password goes by TLS only (RFC 3207, RFC 8314), unless {@code none} is written out.
 *
 * @param prefix {@code mailmig.report} or {@code mailmig.probe}
 */
public record SmtpServer(CamelContext context, String prefix) {
    private static final int LONGEST_TEXT = 300;
    private static final int MOST_CAUSES = 10;

    /** The endpoint. It is not added to the context, for its URI may hold a secret. @throws FatalException naming the key */
    public MailEndpoint endpoint() {
        Settings settings = Settings.of(context);
        MailEndpoint endpoint = create(settings.get(key("smtp")));
        MailConfiguration mail = endpoint.getConfiguration();
        String protocol = mail.getProtocol();
        Properties more = new Properties();
        if (mail.getAdditionalJavaMailProperties() != null) {
            more.putAll(mail.getAdditionalJavaMailProperties());
        }
        more.putIfAbsent("mail." + protocol + ".writetimeout", String.valueOf(mail.getConnectionTimeout()));
        boolean startTls = startTls(settings, mail);
        if (mail.isSecureProtocol() || startTls) {
            more.putIfAbsent("mail." + protocol + ".ssl.checkserveridentity", "true");
            Optional<String> authorities = settings.find(key("ca-file"));
            if (authorities.isPresent()) {
                more.put(
                        "mail." + protocol + ".ssl.socketFactory",
                        Authorities.trusted(authorities.get(), key("ca-file")).getSocketFactory());
            }
            if (!mail.isSecureProtocol()) {
                more.put("mail." + protocol + ".starttls.enable", "true");
                more.put("mail." + protocol + ".starttls.required", "true");
            }
        }
        mail.setAdditionalJavaMailProperties(more);
        return endpoint;
    }

    /** What went wrong and what to do about it, one sentence without its end. */
    public String explained(Throwable fault) {
        Throwable last = fault;
        boolean tls = false;
        boolean login = false;
        Throwable at = fault;
        for (int i = 0; at != null && i < MOST_CAUSES; i++) {
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
                    + "; TLS failed: see that the server's certificate is valid, names this host, and is trusted by this"
                    + " Java or by " + key("ca-file") + "; nothing was sent in clear text";
        }
        if (login) {
            return words + "; correct the user name and the password in " + key("smtp");
        }
        return words + "; see " + key("smtp") + (protects() ? " and " + key("tls") : "");
    }

    private boolean protects() {
        try {
            Settings settings = Settings.of(context);
            return startTls(settings, create(settings.get(key("smtp"))).getConfiguration());
        } catch (FatalException e) {
            return false; // that is what is being explained
        }
    }

    /** Is STARTTLS asked for before anything else? Where a password would be sent, and where the key says so. */
    private boolean startTls(Settings settings, MailConfiguration mail) {
        String tls = settings.find(key("tls")).orElse("");
        boolean known =
                switch (tls) {
                    case "" -> true;
                    case "implicit" -> mail.isSecureProtocol();
                    case "starttls", "none" -> !mail.isSecureProtocol();
                    default -> false;
                };
        if (!known) {
            throw new FatalException(
                    "Configuration key " + key("tls") + " must be starttls or none with smtp://, implicit or"
                            + " empty with smtps://, not \"" + tls + "\".");
        }
        boolean password = mail.getPassword() != null || mail.getAuthenticator() != null;
        return !mail.isSecureProtocol() && (tls.equals("starttls") || (tls.isEmpty() && password));
    }

    private MailEndpoint create(String uri) {
        String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : uri;
        if (!scheme.equals("smtp") && !scheme.equals("smtps")) {
            throw new FatalException(
                    "Configuration key " + key("smtp") + " must begin with smtp:// or smtps:// (camel-mail).");
        }
        try {
            return (MailEndpoint) context.getComponent(scheme).createEndpoint(uri);
        } catch (Exception e) {
            // The cause's text may quote the URI with a secret in it: only its kind is told.
            throw new FatalException("Configuration key " + key("smtp") + " is not a usable camel-mail endpoint URI ("
                    + e.getClass().getSimpleName() + "); passwords with & belong in RAW(...).");
        }
    }

    private String key(String option) {
        return prefix + "." + option;
    }
}
