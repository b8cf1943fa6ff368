// SPDX-License-Identifier: Apache-2.0
package org.mailmig.smtp;

import jakarta.mail.PasswordAuthentication;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mail.MailAuthenticator;
import org.apache.camel.component.mail.MailConfiguration;
import org.mailmig.config.RenewableSecret;
import org.mailmig.config.Secret;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.server.Login;
import org.mailmig.oauth.OAuth;

/**
 * A login with an access token (XOAUTH2, or OAUTHBEARER of RFC 7628): from the grant {@code <prefix>.oauth.grant}, or from the endpoint's
 * MailAuthenticator bean, which is called for each login.
 *
 * @param user the user whose mailbox sends
 * @param key the first key to check if the token is refused
 */
record SmtpLogin(Login.Style style, String user, RenewableSecret token, String key) {
    private static final String NO_TOKEN = "The MailAuthenticator bean gave no token.";

    /** @return empty if the login is by password, or if there is none */
    static Optional<SmtpLogin> of(CamelContext context, String prefix, MailConfiguration mail) {
        String server = prefix.substring("mailmig.".length());
        OAuth oauth = OAuth.of(context);
        String mechanism = oauth.mechanism(server).orElse(mechanism(mail));
        MailAuthenticator bean = mail.getAuthenticator();
        boolean granted = oauth.isConfigured(server);
        if (bean != null && (granted || !mechanism.isEmpty())) {
            PasswordAuthentication now = bean.getPasswordAuthentication();
            if (now == null) {
                throw new PermanentException(NO_TOKEN);
            }
            return Optional.of(new SmtpLogin(
                    style(mechanism, prefix),
                    now.getUserName(),
                    new BeansToken(bean),
                    prefix + ".smtp (authenticator)"));
        }
        if (!granted) {
            return Optional.empty();
        }
        String user = user(Settings.of(context), prefix, mail);
        return Optional.of(
                new SmtpLogin(style(mechanism, prefix), user, oauth.token(server, user), prefix + ".oauth.grant"));
    }

    /** As documented by camel-mail for a bean: {@code mail.smtp.auth.mechanisms=XOAUTH2} in the URI. */
    private static String mechanism(MailConfiguration mail) {
        Properties more = mail.getAdditionalJavaMailProperties();
        String named = more == null
                ? ""
                : more.getProperty("mail." + mail.getProtocol() + ".auth.mechanisms", "")
                        .trim()
                        .toLowerCase(Locale.ROOT);
        return named.equals("xoauth2") || named.equals("oauthbearer") ? named : "";
    }

    private static Login.Style style(String mechanism, String prefix) {
        return switch (mechanism) {
            case "" -> Login.Style.BEARER;
            case "xoauth2" -> Login.Style.XOAUTH2;
            case "oauthbearer" -> Login.Style.OAUTHBEARER;
            default -> throw new PermanentException("Configuration key " + prefix
                    + ".oauth.mechanism must be auto, xoauth2 or oauthbearer, not \"" + mechanism + "\".");
        };
    }

    private static String user(Settings settings, String prefix, MailConfiguration mail) {
        if (mail.getUsername() != null) {
            return mail.getUsername();
        }
        return settings.find(prefix + ".mail-from")
                .orElseThrow(() -> new PermanentException("Configuration key " + prefix + ".smtp names no user"
                        + " (?username=...) and " + prefix + ".mail-from is not set: " + prefix
                        + ".oauth.grant needs one of them, the mailbox that sends."));
    }

    Login with(Secret secret) {
        return new Login(style, user, null, () -> secret);
    }

    private record BeansToken(MailAuthenticator bean) implements RenewableSecret {
        @Override
        public Secret get() {
            PasswordAuthentication now = bean.getPasswordAuthentication();
            if (now == null || now.getPassword() == null) {
                throw new PermanentException(NO_TOKEN);
            }
            return Secret.of(now.getPassword());
        }

        @Override
        public boolean renew(Secret refused) {
            return !refused.equals(get());
        }
    }
}
