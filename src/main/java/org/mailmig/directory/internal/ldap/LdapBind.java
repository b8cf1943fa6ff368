// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.mailmig.config.CaFile;
import org.mailmig.config.Secret;
import org.mailmig.error.PermanentException;

/**
 * The server to connect to and the login (RFC 4513, 5.1).
 *
 * @param url only scheme, host and port: a base in the URL would make all names relative to it
 * @param dn empty for an anonymous bind
 * @param password empty for an anonymous bind
 * @param startTls encrypt before the bind (RFC 4511, 4.14)
 * @param caFile PEM file of the trusted certificates; empty: those of this Java
 * @param caKey the key that names the file
 */
public record LdapBind(String url, String dn, Secret password, boolean startTls, String caFile, String caKey) {
    /**
     * @throws PermanentException if no server is configured, or the password would be sent in clear text without being allowed
     *     explicitly
     */
    public static LdapBind of(DirectoryKeys keys) {
        String dn = keys.find("bind-dn").orElse("");
        Optional<String> password = keys.find("password");
        if (!dn.isEmpty() && password.isEmpty()) {
            // A simple bind with an empty password succeeds anonymously (RFC 4513, 5.1.2).
            throw new PermanentException(
                    keys.name("bind-dn") + " is set but " + keys.name("password") + " is not: set both.");
        }
        URI url = parse(keys);
        boolean encrypted = "ldaps".equalsIgnoreCase(url.getScheme());
        String tls = tls(keys, encrypted);
        if (!dn.isEmpty() && !encrypted && tls.isEmpty() && !loopback(url.getHost())) {
            throw new PermanentException(
                    keys.urlName() + " " + keys.url() + " would send the bind password in clear text: use ldaps://,"
                            + " or write " + keys.name("tls") + " = starttls, or none if that is intended.");
        }
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return new LdapBind(
                url.getScheme() + "://" + url.getHost() + port,
                dn,
                Secret.of(password.orElse("")),
                tls.equals("starttls"),
                keys.find("ca-file").orElse(""),
                keys.name("ca-file"));
    }

    /** Returns whether the connection is encrypted from the first byte. */
    boolean encrypted() {
        return url.toLowerCase(java.util.Locale.ROOT).startsWith("ldaps:");
    }

    /** As in RFC 3986, 3.2.2, without the brackets of an IPv6 address. */
    String host() {
        return URI.create(url).getHost().replaceAll("[\\[\\]]", "");
    }

    int port() {
        int port = URI.create(url).getPort();
        return port >= 0 ? port : encrypted() ? 636 : 389;
    }

    /** Sockets that trust only the file's certificates; without a file, those of this Java. */
    SSLSocketFactory sockets() {
        return caFile.isEmpty()
                ? (SSLSocketFactory) SSLSocketFactory.getDefault()
                : CaFile.trusted(caFile, caKey).getSocketFactory();
    }

    private static URI parse(DirectoryKeys keys) {
        try {
            URI url = URI.create(keys.url());
            boolean ldap = "ldap".equalsIgnoreCase(url.getScheme()) || "ldaps".equalsIgnoreCase(url.getScheme());
            if (ldap && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Reported below with the same message.
        }
        throw new PermanentException(keys.urlName()
                + " must be one server, ldaps://HOST[:PORT] or ldap://HOST[:PORT], not \"" + keys.url() + "\".");
    }

    /** {@code starttls}, {@code none} or empty. */
    private static String tls(DirectoryKeys keys, boolean encrypted) {
        String tls = keys.find("tls").orElse("");
        boolean known =
                switch (tls) {
                    case "", "none" -> true;
                    case "implicit" -> encrypted;
                    case "starttls" -> !encrypted;
                    default -> false;
                };
        if (!known) {
            throw new PermanentException(
                    keys.name("tls") + " must be starttls or none with ldap://, implicit or empty with"
                            + " ldaps://, not \"" + tls + "\" with " + keys.url() + ".");
        }
        return tls.equals("implicit") ? "" : tls;
    }

    private static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
    }
}
