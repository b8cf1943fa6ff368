// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.servers;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mail.MailConfiguration;
import org.mailmig.config.RenewableSecret;
import org.mailmig.config.Secret;
import org.mailmig.config.SecretFile;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.server.Login;
import org.mailmig.oauth.OAuth;

/** The login of one server by its configuration: an admin's, a token of its own, or the login in the URI. */
final class ServerLogin {
    private final CamelContext context;
    private final Settings settings;
    private final OAuth oauth;
    private final String name;

    /** @param name the server's name in the configuration */
    ServerLogin(CamelContext context, String name) {
        this.context = context;
        this.settings = Settings.of(context);
        this.oauth = OAuth.of(context);
        this.name = name;
    }

    /** Returns the login for the mailbox of this user. */
    Login of(String user) {
        Login.Style style = style();
        Optional<Login.Style> bean = beansStyle(style);
        if (bean.isPresent()) {
            return new Login(bean.get(), user, find("admin-user").orElse(null), fromUri(user));
        }
        if (oauth.isConfigured(name)) {
            return granted(user, style);
        }
        Optional<String> admin = find("admin-user");
        if (style != null && !style.isToken() && admin.isEmpty()) {
            throw new PermanentException("Configuration key " + key("admin-user") + " is not set, but "
                    + key("admin-style") + " asks for an admin login.");
        }
        if (style == null) {
            return new Login(Login.Style.PASSWORD, user, null, fromUri(user));
        }
        return new Login(style, user, admin.orElse(null), adminSecret(user));
    }

    /** Returns how the token of the URI's MailAuthenticator bean is sent; empty if there is no bean, or if it supplies a password. */
    private Optional<Login.Style> beansStyle(Login.Style style) {
        boolean token = style != null && style.isToken();
        boolean asked = style == null
                && (oauth.isConfigured(name) || oauth.mechanism(name).isPresent());
        if (!(token || asked) || ServerUri.configuration(context, name).getAuthenticator() == null) {
            return Optional.empty();
        }
        return Optional.of(tokenStyle(style));
    }

    /** Returns the login with an OAuth token of its own, for admin and owner logins alike. */
    private Login granted(String user, Login.Style style) {
        if (style != null && !style.isToken()) {
            throw new PermanentException("Configuration keys " + key("oauth.grant") + " and " + key("admin-style")
                    + " exclude each other: a login is made by a token or by an admin's password.");
        }
        return new Login(tokenStyle(style), user, null, oauth.token(name, user));
    }

    private Login.Style tokenStyle(Login.Style style) {
        String mechanism = oauth.mechanism(name).orElse("auto");
        return switch (mechanism) {
            case "auto" -> style == null ? Login.Style.BEARER : style;
            case "xoauth2" -> Login.Style.XOAUTH2;
            case "oauthbearer" -> Login.Style.OAUTHBEARER;
            default -> throw new PermanentException("Configuration key " + key("oauth.mechanism")
                    + " must be auto, xoauth2 or oauthbearer, not \"" + mechanism + "\".");
        };
    }

    private Supplier<Secret> adminSecret(String user) {
        if (find("admin-password-file").isPresent()) {
            return renewable(() -> SecretFile.firstLine(
                    Path.of(settings.get(key("admin-password-file"))), key("admin-password-file")));
        }
        return find("admin-password").isPresent()
                ? renewable(() -> Secret.of(settings.get(key("admin-password"))))
                : fromUri(user);
    }

    /** Returns a secret that is read again for each login: a vault, a file or a bean may have a new one by then. */
    private static RenewableSecret renewable(Supplier<Secret> now) {
        return new RenewableSecret() {
            @Override
            public Secret get() {
                return now.get();
            }

            @Override
            public boolean renew(Secret refused) {
                return !refused.equals(now.get());
            }
        };
    }

    private Supplier<Secret> fromUri(String user) {
        MailConfiguration mail = ServerUri.configuration(context, name);
        return renewable(() -> {
            String password = mail.getAuthenticator() == null
                    ? mail.getPassword()
                    : mail.getAuthenticator().getPasswordAuthentication().getPassword();
            if (password == null) {
                throw new PermanentException("No password for " + user + " at server " + name
                        + ": give the row a password column or set " + key("admin-user") + ", .admin-password and"
                        + " .admin-style.");
            }
            return Secret.of(password);
        });
    }

    private Login.Style style() {
        String style = find("admin-style").orElse("none").toLowerCase(Locale.ROOT);
        return switch (style) {
            case "none" -> null;
            case "authzid" -> Login.Style.AUTHZID;
            case "dovecot" -> Login.Style.DOVECOT;
            case "exchange" -> Login.Style.EXCHANGE;
            case "proxyauth" -> Login.Style.PROXYAUTH;
            case "xoauth2" -> Login.Style.XOAUTH2;
            case "oauthbearer" -> Login.Style.OAUTHBEARER;
            default -> throw new PermanentException("Configuration key " + key("admin-style")
                    + " must be authzid, dovecot, exchange, proxyauth, xoauth2, oauthbearer or none, not \"" + style
                    + "\".");
        };
    }

    private Optional<String> find(String option) {
        return settings.find(key(option));
    }

    private String key(String option) {
        return "mailmig." + name + "." + option;
    }
}
