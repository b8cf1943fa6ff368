// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;

/**
 * The servers that rows may name: {@code source}, {@code target} and those of {@code mailmig.servers}. A row can never name any other
 * server.
 */
public final class RowServers {
    private static final Pattern URI =
            Pattern.compile("(imaps?):(?://)?(\\[[^]]+]|[^:/?]+)(?::(\\d{1,5}))?(?:[/?].*)?");

    /**
     * @param host {@code null} if the configuration has no URI that can be parsed
     * @param separator the character between user and admin in this server's login, which no user name may contain; 0: none
     */
    record Server(String name, String host, int port, boolean clear, char separator) {
        String place() {
            return host == null ? name : host + ":" + port;
        }
    }

    private final Map<String, Server> servers = new LinkedHashMap<>();

    public RowServers(Settings settings) {
        add(settings, "source");
        add(settings, "target");
        settings.find("mailmig.servers").ifPresent(names -> {
            for (String name : names.split(",", -1)) {
                if (!name.isBlank()) {
                    add(settings, name.strip());
                }
            }
        });
    }

    private void add(Settings settings, String name) {
        String key = "mailmig." + name;
        Matcher uri = URI.matcher(settings.find(key + ".uri").orElse(""));
        boolean known = uri.matches();
        boolean badPort = known && uri.group(3) != null && !isPort(Integer.parseInt(uri.group(3)));
        if (badPort || (!known && settings.find(key + ".uri").isPresent())) {
            throw new PermanentException("Configuration key " + key + ".uri must be a camel-mail URI such as"
                    + " imaps://mail.example:993, with a port of 1 to 65535.");
        }
        boolean implicit = known && uri.group(1).equals("imaps");
        int port = known && uri.group(3) != null ? Integer.parseInt(uri.group(3)) : implicit ? 993 : 143;
        char separator =
                switch (settings.find(key + ".admin-style").orElse("none")) {
                    case "dovecot" -> '*';
                    case "exchange" -> '/';
                    default -> 0;
                };
        boolean clear = settings.find(key + ".tls").orElse("").equals("none");
        servers.put(
                name, new Server(name, known ? uri.group(2).toLowerCase(Locale.ROOT) : null, port, clear, separator));
    }

    private static boolean isPort(int port) {
        return port >= 1 && port <= 65_535;
    }

    Server get(String name) {
        return servers.get(name);
    }

    /** Finds a server by its configured name, or by host or host:port; empty if there is none or more than one. */
    Optional<Server> find(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        Server named = servers.get(text);
        if (named != null) {
            return Optional.of(named);
        }
        List<Server> found = servers.values().stream()
                .filter(server -> wanted.equals(server.host()) || wanted.equals(server.place()))
                .toList();
        boolean onePlace = found.stream().map(Server::place).distinct().count() == 1;
        return onePlace ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The configured spelling of a server's name, ignoring case; {@code null} if there is none. */
    public String named(String name) {
        return servers.keySet().stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(null);
    }

    /** For messages. */
    String names() {
        return String.join(
                ", ",
                servers.values().stream()
                        .map(server ->
                                server.host() == null ? server.name() : server.name() + " (" + server.place() + ")")
                        .toList());
    }
}
