// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.camel.util.URISupport;
import org.mailmig.error.PermanentException;

/**
 * Checks that the secret of each server's admin login comes from one place. With two, one of them would be ignored without a message, and
 * an operator who changes it would not know why nothing changes.
 */
final class LoginSecretCheck {
    private static final List<String> KEYS = List.of("admin-password", "admin-password-file", "oauth.grant");
    private static final String BEAN = "authenticator";

    private LoginSecretCheck() {}

    /** Returns one sentence for each server that has more than one. */
    static List<String> problems(Settings settings, Collection<String> servers) {
        List<String> problems = new ArrayList<>();
        for (String server : servers) {
            String prefix = "mailmig." + server + ".";
            List<String> secrets = new ArrayList<>(KEYS.stream()
                    .map(prefix::concat)
                    .filter(key -> readable(settings, key).isPresent())
                    .toList());
            if (hasBean(settings, prefix + "uri")) {
                secrets.removeIf(key -> isOfPreset(settings, prefix, key)); // a bean supplies tokens instead
                secrets.add(prefix + "uri (option " + BEAN + ")");
            }
            if (secrets.size() > 1) {
                problems.add("Configuration keys " + String.join(" and ", secrets)
                        + " exclude each other: the admin login has one secret. Keep one of them.");
            }
        }
        return problems;
    }

    /** Returns whether the camel-mail URI names a MailAuthenticator bean. */
    private static boolean hasBean(Settings settings, String key) {
        String uri = readable(settings, key).orElse("");
        int query = uri.indexOf('?');
        try {
            return query >= 0 && URISupport.parseQuery(uri.substring(query + 1)).containsKey(BEAN);
        } catch (URISyntaxException e) {
            return false; // reported where the URI is used
        }
    }

    /** Returns whether the key's value comes from the server's preset. */
    private static boolean isOfPreset(Settings settings, String prefix, String key) {
        return readable(settings, prefix + "preset")
                .flatMap(Presets::find)
                .map(preset -> preset.options().get(key.substring(prefix.length())))
                .equals(readable(settings, key));
    }

    /** Returns the value; empty if there is none, or if it cannot be read, which is reported as its own problem. */
    private static Optional<String> readable(Settings settings, String key) {
        try {
            return settings.find(key);
        } catch (PermanentException e) {
            return Optional.empty();
        }
    }
}
