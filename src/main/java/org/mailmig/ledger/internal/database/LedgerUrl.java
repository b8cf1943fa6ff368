// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** JDBC URLs of ledgers: always durable, and displayed without secrets. */
public final class LedgerUrl {
    private LedgerUrl() {}

    /**
     * H2 loses commits unless WRITE_DELAY is 0, and admits no second process unless AUTO_SERVER is on. Only the system property {@code
     * h2.bindAddress} keeps the port of AUTO_SERVER off the network: without it no port is opened.
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
                parts,
                "QUERY_CACHE_SIZE",
                "128"); // the number of our statements; with the default of 8, each would be parsed every time
        // Each commit leaves obsolete pages; H2's default of 200 ms is not enough to collect them.
        addUnlessThere(parts, "MAX_COMPACT_TIME", "3000");
        if (parts.get(0).startsWith("jdbc:h2:mem:")) {
            addUnlessThere(parts, "DB_CLOSE_DELAY", "-1");
        } else if (!url.startsWith("jdbc:h2:tcp:") && System.getProperty("h2.bindAddress") != null) {
            addUnlessThere(parts, "AUTO_SERVER", "TRUE");
        }
        if (parts.stream().noneMatch("AUTO_SERVER=TRUE"::equalsIgnoreCase)) {
            // The owner closes the ledger: H2's own shutdown hook would close it while a host is still stopping. H2
            // needs its hook if it
            // serves other processes.
            addUnlessThere(parts, "DB_CLOSE_ON_EXIT", "FALSE");
        }
        return String.join(";", parts);
    }

    /**
     * The first statement of each connection, after those of the URL. PostgreSQL then ends the transaction of a machine that has gone
     * silent: others wait for its rows.
     */
    static String first(String url) {
        return url.startsWith("jdbc:h2:")
                ? "SET WRITE_DELAY 0"
                : "SET synchronous_commit = on; SET idle_in_transaction_session_timeout = '60s'";
    }

    /** Options of the driver, unless the URL sets them: limits the wait for a server that has gone silent. */
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

    /** Without options, which may contain a password. */
    static String shown(String url) {
        return url.split("[;?]")[0];
    }

    /** The ledger's location for display: the path of an H2 file, or the URL of any other database without options. */
    public static String forPeople(String url) {
        return shown(url).replaceFirst("^jdbc:h2:(file:)?(?=[~./])", "");
    }
}
