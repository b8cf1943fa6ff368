// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.mailmig.config.RenewableSecret;
import org.mailmig.config.Settings;

/**
 * The access tokens of a context, by server and, where a grant is made for each mailbox, by mailbox. A server is whatever has
 * keys {@code mailmig.<server>.oauth.*}: source, target, further servers. Safe for any number of threads.
 */
public final class OAuth {
    /** Tokens of single mailboxes that are kept at once. */
    private static final int MOST_KEPT = 1000;

    private final Settings settings;
    private final Map<String, TokenSource> sources = new ConcurrentHashMap<>();
    private final Map<String, RenewableSecret> tokens =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, RenewableSecret> eldest) {
                    return size() > MOST_KEPT;
                }
            });

    private OAuth(Settings settings) {
        this.settings = settings;
    }

    public static OAuth of(CamelContext context) {
        synchronized (context) {
            ExtendedCamelContext plugins = context.getCamelContextExtension();
            OAuth known = plugins.getContextPlugin(OAuth.class);
            if (known == null) {
                known = new OAuth(Settings.of(context));
                plugins.addContextPlugin(OAuth.class, known);
            }
            return known;
        }
    }

    /** Does the configuration have a grant for this server? */
    public boolean isConfigured(String server) {
        return keys(server).find("grant").isPresent();
    }

    /** {@code xoauth2} or {@code oauthbearer}; empty where the server's offer decides. */
    public Optional<String> mechanism(String server) {
        return keys(server).find("mechanism").filter(word -> !word.equals("auto"));
    }

    /**
     * The token with which this mailbox is opened, as often as it is asked for: kept until shortly before its end.
     *
     * @param mailbox as the server knows it
     */
    public RenewableSecret token(String server, String mailbox) {
        TokenSource source = sources.computeIfAbsent(server, name -> new TokenSource(keys(name)));
        String subject = source.subject(mailbox);
        return source.isRead()
                ? new FileToken(keys(server), mailbox)
                : tokens.computeIfAbsent(
                        server + "\n" + subject, key -> new CachedToken(until -> source.request(subject, until)));
    }

    private OAuthKeys keys(String server) {
        return new OAuthKeys(settings, server);
    }
}
