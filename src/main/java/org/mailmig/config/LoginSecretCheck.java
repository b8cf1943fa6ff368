// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
                    .filter(key -> isSet(settings, key))
                    .toList());
            if (hasBean(settings, prefix + "uri")) {
                secrets.removeIf(key -> isOfPreset(settings, server, key)); // a bean supplies tokens instead
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
        if (!isSet(settings, key)) {
            return false;
        }
        String uri = settings.get(key);
        int query = uri.indexOf('?');
        try {
            return query >= 0 && URISupport.parseQuery(uri.substring(query + 1)).containsKey(BEAN);
        } catch (URISyntaxException e) {
            return false; // reported where the URI is used
        }
    }

    private static boolean isOfPreset(Settings settings, String server, String key) {
        String preset = "mailmig." + server + ".preset";
        return isSet(settings, preset)
                && Presets.find(settings.get(preset))
                        .map(found -> found.options().get(key.substring(("mailmig." + server + ".").length())))
                        .filter(settings.get(key)::equals)
                        .isPresent();
    }

    /** Returns {@code false} for a value that cannot be read; that is reported as its own problem. */
    private static boolean isSet(Settings settings, String key) {
        try {
            return settings.find(key).isPresent();
        } catch (PermanentException e) {
            return false;
        }
    }
}
