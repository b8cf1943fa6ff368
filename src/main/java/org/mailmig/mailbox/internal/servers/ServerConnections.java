// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.servers;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mail.MailConfiguration;
import org.mailmig.config.CaFile;
import org.mailmig.config.Secret;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;

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
        MailConfiguration mail = ServerUri.configuration(context, name);
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
        return own.isPresent()
                ? new Login(Login.Style.PASSWORD, user, null, own::get)
                : new ServerLogin(context, name).of(user);
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

    private Optional<String> find(String name, String option) {
        return settings.find(key(name, option));
    }

    private static String key(String name, String option) {
        return "mailmig." + name + "." + option;
    }
}
