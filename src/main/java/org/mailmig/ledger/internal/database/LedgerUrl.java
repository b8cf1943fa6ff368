// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** JDBC URLs of ledgers: durable whatever they say, shown without secrets. */
public final class LedgerUrl {
    private LedgerUrl() {}

    /**
     * H2 loses commits unless WRITE_DELAY is 0, and lets no second process in unless AUTO_SERVER is on. The port which that
     * opens is kept off the network by the system property {@code h2.bindAddress} alone: without it there is no port.
     */
    static String durable(String url) {
        if (!url.startsWith("jdbc:h2:")) {
            return url;
        }
        List<String> parts = new ArrayList<>(List.of(url.split(";")));
        parts.replaceAll(part -> part.replaceAll("(?i)(SET\\s+WRITE_DELAY)\\s+\\d+", "$1 0")); // in INIT
        parts.removeIf(part -> part.toUpperCase(Locale.ROOT).startsWith("WRITE_DELAY="));
        parts.add("WRITE_DELAY=0");
        addUnlessThere(parts, "LOCK_TIMEOUT", "20000");
        addUnlessThere(
                parts, "QUERY_CACHE_SIZE", "128"); // our statements; of the usual 8 each would be parsed each time
        // Each commit leaves the pages behind that it replaces; the 200 ms that H2 takes to collect them would not do.
        addUnlessThere(parts, "MAX_COMPACT_TIME", "3000");
        if (parts.get(0).startsWith("jdbc:h2:mem:")) {
            addUnlessThere(parts, "DB_CLOSE_DELAY", "-1");
        } else if (!url.startsWith("jdbc:h2:tcp:") && System.getProperty("h2.bindAddress") != null) {
            addUnlessThere(parts, "AUTO_SERVER", "TRUE");
        }
        if (parts.stream().noneMatch("AUTO_SERVER=TRUE"::equalsIgnoreCase)) {
            // Who opened the ledger closes it: H2's own shutdown hook would close it under a host that is still
            // stopping.
            // H2 cannot do without its hook where it serves other processes.
            addUnlessThere(parts, "DB_CLOSE_ON_EXIT", "FALSE");
        }
        return String.join(";", parts);
    }

    /**
     * What each connection says first, behind whatever the URL makes it say. PostgreSQL ends the transaction of a machine that
     * fell silent in it: others wait for its rows.
     */
    static String first(String url) {
        return url.startsWith("jdbc:h2:")
                ? "SET WRITE_DELAY 0"
                : "SET synchronous_commit = on; SET idle_in_transaction_session_timeout = '60s'";
    }

    /** Options of the driver unless the URL has them: a server that fell silent is no longer waited for. */
    static Properties options(String url) {
        Properties options = new Properties();
        if (url.startsWith("jdbc:postgresql:")) {
            options.setProperty("tcpKeepAlive", "true");
            options.setProperty("socketTimeout", "120");
        }
        return options;
    }

    private static void addUnlessThere(List<String> parts, String option, String value) {
        if (parts.stream().noneMatch(part -> part.toUpperCase(Locale.ROOT).startsWith(option + "="))) {
            parts.add(option + "=" + value);
        }
    }

    /** Without options, which may hold a password. */
    static String shown(String url) {
        return url.split("[;?]")[0];
    }

    /** Where the ledger is, for people: a file of H2 by its path alone, any other database by its URL without options. */
    public static String forPeople(String url) {
        return shown(url).replaceFirst("^jdbc:h2:(file:)?(?=[~./])", "");
    }
}
