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
 * The access tokens of a context, by server and, for a grant per mailbox, by mailbox. A server is anything with keys {@code
 * mailmig.<server>.oauth.*}: source, target, further servers. Thread-safe.
 */
public final class OAuth {
    /** The maximum number of cached tokens of single mailboxes. */
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

    /** Returns whether the configuration has a grant for this server. */
    public boolean isConfigured(String server) {
        return keys(server).find("grant").isPresent();
    }

    /** {@code xoauth2} or {@code oauthbearer}; empty if it depends on what the server offers. */
    public Optional<String> mechanism(String server) {
        return keys(server).find("mechanism").filter(word -> !word.equals("auto"));
    }

    /**
     * The token to open this mailbox, for any number of logins: cached until shortly before it expires.
     *
     * @param mailbox the server's name for it
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
