package org.mailmig.directory;

import java.net.URI;
import java.util.Optional;
import org.mailmig.FatalException;
import org.mailmig.Secret;
import org.mailmig.Settings;

/**
 * Where we bind and as whom (RFC 4513, 5.1).
 *
 * @param url scheme, host and port alone: a base in the URL would make all names relative to it
 * @param dn empty for an anonymous bind
 * @param password empty for an anonymous bind
 */
record LdapBind(String url, String dn, Secret password) {
    /** @throws FatalException if the keys name no server, or would send the password in clear text without saying so */
    static LdapBind of(Settings settings) {
        String dn = settings.find("mailmig.directory.bind-dn").orElse("");
        Optional<String> password = settings.find("mailmig.directory.password");
        if (!dn.isEmpty() && password.isEmpty()) {
            // A simple bind with an empty password succeeds as nobody (RFC 4513, 5.1.2).
            throw new FatalException(
                    "mailmig.directory.bind-dn is set but mailmig.directory.password is not: set both.");
        }
        String given = settings.get("mailmig.directory.url");
        URI url = parse(given);
        boolean encrypted = "ldaps".equalsIgnoreCase(url.getScheme());
        if (!dn.isEmpty() && !encrypted && !clearTextMeant(settings) && !loopback(url.getHost())) {
            throw new FatalException("mailmig.directory.url " + given + " would send the bind password in clear text:"
                    + " use ldaps://, or write mailmig.directory.tls = none if that is meant.");
        }
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return new LdapBind(url.getScheme() + "://" + url.getHost() + port, dn, Secret.of(password.orElse("")));
    }

    private static URI parse(String given) {
        try {
            URI url = URI.create(given);
            boolean ldap = "ldap".equalsIgnoreCase(url.getScheme()) || "ldaps".equalsIgnoreCase(url.getScheme());
            if (ldap && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Told below, in the same words.
        }
        throw new FatalException(
                "mailmig.directory.url must be one server, ldaps://HOST[:PORT] or ldap://HOST[:PORT], not \"" + given
                        + "\".");
    }

    private static boolean clearTextMeant(Settings settings) {
        String tls = settings.find("mailmig.directory.tls").orElse("implicit");
        return switch (tls) {
            case "none" -> true;
            case "implicit" -> false;
            default -> throw new FatalException(
                    "mailmig.directory.tls must be empty or none, not \"" + tls + "\": use ldaps:// for encryption.");
        };
    }

    private static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
    }
}
