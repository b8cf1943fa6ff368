// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;

/** The keys {@code mailmig.<server>.oauth.*}, read each time they are needed: secrets may be renewed at any time. */
record OAuthKeys(Settings settings, String server) {
    String key(String option) {
        return "mailmig." + server + ".oauth." + option;
    }

    Optional<String> find(String option) {
        return settings.find(key(option));
    }

    /** @throws PermanentException naming the key and the grant that needs it */
    String get(String option) {
        return find(option)
                .orElseThrow(() -> new PermanentException("Configuration key " + key(option) + " is not set, but "
                        + key("grant") + " = " + find("grant").orElse("") + " needs it."));
    }

    Grant grant() {
        return Grant.of(get("grant"), key("grant"));
    }

    Duration timeout() {
        return settings.duration(find("timeout").isPresent() ? key("timeout") : "mailmig.source.oauth.timeout");
    }

    Path path(String option) {
        try {
            return Path.of(get(option));
        } catch (InvalidPathException e) {
            throw new PermanentException("Configuration key " + key(option) + " does not name a file.", e);
        }
    }

    /** @param otherwise used if the key is not set; may be {@code null} */
    URI tokenUrl(String otherwise) {
        String written =
                find("token-url").or(() -> Optional.ofNullable(otherwise)).orElseGet(() -> get("token-url"));
        URI url;
        try {
            url = URI.create(written);
        } catch (IllegalArgumentException e) {
            throw notUsable();
        }
        boolean https = "https".equalsIgnoreCase(url.getScheme());
        boolean http = "http".equalsIgnoreCase(url.getScheme());
        if (url.getHost() == null || url.getUserInfo() != null || !(https || http)) {
            throw notUsable();
        }
        if (http && !isLoopback(url.getHost()) && !find("tls").orElse("").equals("none")) {
            throw new PermanentException("Configuration key " + key("token-url")
                    + " must begin with https://: secrets would leave this machine in clear text. If the connection"
                    + " is protected otherwise, set " + key("tls") + " = none.");
        }
        return url;
    }

    private PermanentException notUsable() {
        return new PermanentException("Configuration key " + key("token-url")
                + " must be a URL such as https://login.example/oauth2/token, without a user name.");
    }

    private static boolean isLoopback(String host) {
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+") || host.equals("localhost");
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
