// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;
import org.mailmig.config.CaFile;
import org.mailmig.config.RenewableSecret;
import org.mailmig.config.Secret;
import org.mailmig.config.SecretFile;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.oauth.OAuth;

/**
 * Resolves a server's name in the configuration to address, TLS settings and login. {@code mailmig.<name>.uri} is a camel-mail endpoint
 * URI whose MailConfiguration, SSLContextParameters and MailAuthenticator are used.
 */
public final class ServerConnections {
    /** RFC 5804, 3; an IPv6 address is in brackets. */
    private static final Pattern SIEVE_URI =
            Pattern.compile("sieve://(\\[[0-9A-Fa-f:.]+\\]|[^\\[\\]:/@?]+)(?::([0-9]{1,5}))?/?");

    private static final int SIEVE_PORT = 4190;
    private final CamelContext context;
    private final Settings settings;

    public ServerConnections(CamelContext context) {
        this.context = context;
        this.settings = Settings.of(context);
    }

    public ServerAddress server(String name) {
        MailConfiguration mail = configuration(name);
        return new ServerAddress(
                name,
                mail.getHost(),
                mail.getPort(),
                tls(name, "tls", mail.isSecureProtocol() ? "implicit" : "starttls"),
                sslContext(name, mail),
                java.time.Duration.ofMillis(mail.getConnectionTimeout()),
                find(name, "reply-timeout").isPresent()
                        ? settings.duration(key(name, "reply-timeout"))
                        : settings.duration("mailmig.source.reply-timeout"));
    }

    /**
     * Returns the server's ManageSieve address ({@code mailmig.<name>.sieve.uri}); empty if none is configured. The connection is
     * protected by STARTTLS, the only way that RFC 5804 has, unless configured otherwise; the trust settings are those of the mail
     * server.
     */
    public Optional<ServerAddress> sieve(String name) {
        return find(name, "sieve.uri").map(uri -> {
            Matcher address = SIEVE_URI.matcher(uri);
            if (!address.matches()) {
                throw new PermanentException("Configuration key " + key(name, "sieve.uri")
                        + " must be sieve://HOST or sieve://HOST:PORT and nothing more; the login is that of "
                        + key(name, "uri") + ".");
            }
            ServerAddress mail = server(name);
            return new ServerAddress(
                    name,
                    address.group(1),
                    address.group(2) == null ? SIEVE_PORT : Integer.parseInt(address.group(2)),
                    tls(name, "sieve.tls", "starttls"),
                    mail.sslContext(),
                    mail.connectTimeout(),
                    mail.replyTimeout());
        });
    }

    /** Returns whether this server's scripts write folder names in modified UTF-7, as Cyrus does by default. RFC 5228 specifies UTF-8. */
    public boolean sieveUtf7(String name) {
        String how = find(name, "sieve.folder-names").orElse("utf-8").toLowerCase(Locale.ROOT);
        return switch (how) {
            case "utf-8" -> false;
            case "modified-utf-7" -> true;
            default -> throw new PermanentException("Configuration key " + key(name, "sieve.folder-names")
                    + " must be utf-8 or modified-utf-7, not \"" + how + "\".");
        };
    }

    public int connections(String name) {
        String key = find(name, "connections").isPresent() ? key(name, "connections") : "mailmig.source.connections";
        int connections = settings.integer(key);
        if (connections < 1) {
            throw new PermanentException("Configuration key " + key + " must be at least 1.");
        }
        return connections;
    }

    /** Returns whether commands may be sent before earlier ones are answered ({@code mailmig.<name>.pipelining}). */
    public boolean pipelining(String name) {
        return find(name, "pipelining").isEmpty() || settings.flag(key(name, "pipelining"));
    }

    /** Returns a mailbox of this server that is known to exist ({@code mailmig.<name>.known-user}), to test an admin login with. */
    public Optional<String> knownUser(String name) {
        return find(name, "known-user");
    }

    /** Returns the login: the row's own password if it has one, else the configuration's admin login, else the login in the URI. */
    public Login login(String name, String user, Optional<Secret> own) {
        if (own.isPresent()) {
            return new Login(Login.Style.PASSWORD, user, null, own::get);
        }
        Login.Style style = style(name);
        Optional<Login.Style> bean = beansStyle(name, style);
        if (bean.isPresent()) {
            return new Login(bean.get(), user, find(name, "admin-user").orElse(null), fromUri(name, user));
        }
        if (OAuth.of(context).isConfigured(name)) {
            return granted(name, user, style);
        }
        Optional<String> admin = find(name, "admin-user");
        if (style != null && !style.isToken() && admin.isEmpty()) {
            throw new PermanentException("Configuration key " + key(name, "admin-user") + " is not set, but "
                    + key(name, "admin-style") + " asks for an admin login.");
        }
        if (style == null) {
            return new Login(Login.Style.PASSWORD, user, null, fromUri(name, user));
        }
        return new Login(style, user, admin.orElse(null), adminSecret(name, user));
    }

    /** Returns how the token of the URI's MailAuthenticator bean is sent; empty if there is no bean, or if it supplies a password. */
    private Optional<Login.Style> beansStyle(String name, Login.Style style) {
        boolean token = style != null && style.isToken();
        boolean asked = style == null
                && (OAuth.of(context).isConfigured(name)
                        || OAuth.of(context).mechanism(name).isPresent());
        if (!(token || asked) || configuration(name).getAuthenticator() == null) {
            return Optional.empty();
        }
        return Optional.of(tokenStyle(name, style));
    }

    /** Returns the login with an OAuth token of its own, for admin and owner logins alike. */
    private Login granted(String name, String user, Login.Style style) {
        if (style != null && !style.isToken()) {
            throw new PermanentException(
                    "Configuration keys " + key(name, "oauth.grant") + " and " + key(name, "admin-style")
                            + " exclude each other: a login is made by a token or by an admin's password.");
        }
        return new Login(tokenStyle(name, style), user, null, OAuth.of(context).token(name, user));
    }

    private Login.Style tokenStyle(String name, Login.Style style) {
        String mechanism = OAuth.of(context).mechanism(name).orElse("auto");
        return switch (mechanism) {
            case "auto" -> style == null ? Login.Style.BEARER : style;
            case "xoauth2" -> Login.Style.XOAUTH2;
            case "oauthbearer" -> Login.Style.OAUTHBEARER;
            default -> throw new PermanentException("Configuration key " + key(name, "oauth.mechanism")
                    + " must be auto, xoauth2 or oauthbearer, not \"" + mechanism + "\".");
        };
    }

    private Supplier<Secret> adminSecret(String name, String user) {
        if (find(name, "admin-password-file").isPresent()) {
            return renewable(() -> SecretFile.firstLine(
                    Path.of(settings.get(key(name, "admin-password-file"))), key(name, "admin-password-file")));
        }
        return find(name, "admin-password").isPresent()
                ? renewable(() -> Secret.of(settings.get(key(name, "admin-password"))))
                : fromUri(name, user);
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

    private Supplier<Secret> fromUri(String name, String user) {
        MailConfiguration mail = configuration(name);
        return renewable(() -> {
            String password = mail.getAuthenticator() == null
                    ? mail.getPassword()
                    : mail.getAuthenticator().getPasswordAuthentication().getPassword();
            if (password == null) {
                throw new PermanentException("No password for " + user + " at server " + name
                        + ": give the row a password column or set " + key(name, "admin-user") + ", .admin-password and"
                        + " .admin-style.");
            }
            return Secret.of(password);
        });
    }

    private Login.Style style(String name) {
        String style = find(name, "admin-style").orElse("none").toLowerCase(Locale.ROOT);
        return switch (style) {
            case "none" -> null;
            case "authzid" -> Login.Style.AUTHZID;
            case "dovecot" -> Login.Style.DOVECOT;
            case "exchange" -> Login.Style.EXCHANGE;
            case "proxyauth" -> Login.Style.PROXYAUTH;
            case "xoauth2" -> Login.Style.XOAUTH2;
            case "oauthbearer" -> Login.Style.OAUTHBEARER;
            default -> throw new PermanentException("Configuration key " + key(name, "admin-style")
                    + " must be authzid, dovecot, exchange, proxyauth, xoauth2, oauthbearer or none, not \"" + style
                    + "\".");
        };
    }

    private ServerAddress.Tls tls(String name, String option, String otherwise) {
        String tls = find(name, option).orElse(otherwise).toLowerCase(Locale.ROOT);
        return switch (tls) {
            case "implicit" -> ServerAddress.Tls.IMPLICIT;
            case "starttls" -> ServerAddress.Tls.STARTTLS;
            case "none" -> ServerAddress.Tls.NONE;
            default -> throw new PermanentException("Configuration key " + key(name, option)
                    + " must be implicit, starttls or none, not \"" + tls + "\".");
        };
    }

    private SSLContext sslContext(String name, MailConfiguration mail) {
        Optional<String> authorities = find(name, "ca-file");
        if (authorities.isPresent()) {
            return CaFile.trusted(authorities.get(), key(name, "ca-file"));
        }
        if (mail.getSslContextParameters() == null) {
            return null;
        }
        try {
            return mail.getSslContextParameters().createSSLContext(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new PermanentException(
                    "The TLS parameters of server " + name + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Returns a copy, so that changes for one account never affect another. The endpoint is not added to the context. */
    private MailConfiguration configuration(String name) {
        String uri = settings.get(key(name, "uri"));
        String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : uri;
        if (!scheme.equals("imap") && !scheme.equals("imaps")) {
            throw new PermanentException(
                    "Configuration key " + key(name, "uri") + " must begin with imap:// or imaps:// (camel-mail).");
        }
        try {
            Endpoint endpoint = context.getComponent(scheme).createEndpoint(uri);
            return ((MailEndpoint) endpoint).getConfiguration().copy();
        } catch (Exception e) {
            // The cause's text may quote the URI with a secret in it: report only its class.
            throw new PermanentException(
                    "Configuration key " + key(name, "uri") + " is not a usable camel-mail endpoint URI ("
                            + e.getClass().getSimpleName() + "); passwords with & belong in RAW(...).");
        }
    }

    private Optional<String> find(String name, String option) {
        return settings.find(key(name, option));
    }

    private static String key(String name, String option) {
        return "mailmig." + name + "." + option;
    }
}
