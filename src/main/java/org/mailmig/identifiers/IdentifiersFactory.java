// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.mailmig.config.Secret;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;

/** Creates {@link Identifiers} from {@code mailmig.<server>.identity.*}. Safe for any number of threads. */
public final class IdentifiersFactory {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final String CYRUS_ADMIN = "cyrus";
    private final Settings settings;
    private final Map<Optional<SSLContext>, HttpClient> clients = new ConcurrentHashMap<>();
    /** Servers that were tested to parse a message's text correctly. */
    private final Set<String> proved = ConcurrentHashMap.newKeySet();

    public IdentifiersFactory(Settings settings) {
        this.settings = settings;
    }

    /**
     * Creates the identifiers of one mailbox of a target server; opens no connection yet.
     *
     * @param readOnly for a plan: nothing is ever sent that changes the target
     * @throws PermanentException if the configuration is invalid
     */
    public Identifiers of(ServerAddress target, String user, boolean readOnly) {
        String key = "mailmig." + target.name() + ".identity.";
        String kind = settings.find(key + "kind").orElse("none");
        return switch (kind) {
            case "none" -> Identifiers.NONE;
            case "dovecot-http" -> new DovecotHttp(
                    new Doveadm(
                            client(target.sslContext()),
                            url(key, settings.get(key + "url")),
                            secret(key),
                            target.replyTimeout()),
                    user);
            case "cyrus-sync" -> new CyrusSync(new CyrusAdmin(server(key, target), login(key), readOnly), user, proved);
            default -> throw new PermanentException("Configuration key " + key
                    + "kind must be none, dovecot-http or cyrus-sync, not \"" + kind + "\".");
        };
    }

    private Secret secret(String key) {
        return Secret.of(settings.get(key + "key"));
    }

    private HttpClient client(SSLContext tls) {
        return clients.computeIfAbsent(Optional.ofNullable(tls), context -> {
            HttpClient.Builder builder =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
            context.ifPresent(builder::sslContext);
            return builder.build();
        });
    }

    /** Parses the URL. The key is sent over this connection: without TLS only if the URL says http. */
    private static URI url(String key, String text) {
        URI url = parsed(key, text);
        if (url.getHost() == null || !"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new PermanentException(
                    "Configuration key " + key
                            + "url must be the http(s) address of the doveadm API, such as https://mail.new.example:8080/doveadm/v1.");
        }
        return url;
    }

    private static URI parsed(String key, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new PermanentException(
                    "Configuration key " + key + "url is not a valid address: " + e.getReason() + ".");
        }
    }

    /** Returns the target itself if no address is configured. */
    private ServerAddress server(String key, ServerAddress target) {
        Optional<String> text = settings.find(key + "url");
        if (text.isEmpty()) {
            return target;
        }
        URI url = parsed(key, text.get());
        boolean implicit = "imaps".equals(url.getScheme());
        if (url.getHost() == null || !implicit && !"imap".equals(url.getScheme())) {
            throw new PermanentException("Configuration key " + key
                    + "url must be an IMAP address with the admin's name, such as imaps://cyrus@mail.new.example:993.");
        }
        ServerAddress.Tls tls = implicit
                ? ServerAddress.Tls.IMPLICIT
                : target.tls() == ServerAddress.Tls.NONE ? ServerAddress.Tls.NONE : ServerAddress.Tls.STARTTLS;
        int port = url.getPort() > 0 ? url.getPort() : implicit ? 993 : 143;
        return new ServerAddress(
                target.name(),
                url.getHost(),
                port,
                tls,
                target.sslContext(),
                target.connectTimeout(),
                target.replyTimeout());
    }

    private Login login(String key) {
        String admin = settings.find(key + "url")
                .map(text -> parsed(key, text).getUserInfo())
                .orElse(CYRUS_ADMIN);
        return new Login(Login.Style.PASSWORD, admin, null, () -> secret(key));
    }
}
