// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Translates Mailmig's own switches to options of the command {@code run}. Their letters ignore case; a value follows a colon. {@code /d}
 * without {@code /m}, whose meaning was never documented, sets the forward domain here too.
 */
final class Switches {
    /** An unknown switch, or one without its value. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    private final List<String> words = new ArrayList<>();
    private boolean clone;
    private boolean file;

    private Switches() {}

    /** Anything that does not begin with a switch is returned as it is. */
    static List<String> translate(List<String> args) throws UsageException {
        if (args.isEmpty() || !args.get(0).startsWith("/")) {
            return args;
        }
        Switches switches = new Switches();
        for (String arg : args) {
            if (isHelp(arg)) {
                return List.of("--help");
            }
        }
        for (String arg : args) {
            switches.add(arg);
        }
        return switches.run();
    }

    private static boolean isHelp(String arg) {
        return List.of("/?", "/h", "/help").contains(arg.toLowerCase(Locale.ROOT));
    }

    private void add(String arg) throws UsageException {
        int colon = arg.indexOf(':');
        String letter = (colon < 0 ? arg : arg.substring(0, colon)).toLowerCase(Locale.ROOT);
        String value = colon < 0 ? null : arg.substring(colon + 1);
        switch (letter) {
            case "/m" -> clone = none(arg, value);
            case "/s" -> {
                none(arg, value);
                words.add("--quiet");
            }
            case "/c" -> {
                words.add("--control=" + value(arg, value));
                file = true;
            }
            case "/d" -> words.add("--domain=" + value(arg, value));
            case "/a" -> words.add("--admin-user=" + value(arg, value));
            case "/config" -> words.add("--config=" + value(arg, value));
            case "/f" -> words.add("--log=" + value(arg, value));
            case "/p" -> words.add(
                    value(arg, value).equals("*") ? "--ask-password" : "--admin-password=" + value(arg, value));
            default -> throw new UsageException("The switch " + name(arg) + " is not known. Known: /m /c:FILE"
                    + " /d:DOMAIN /a:NAME /p:PASSWORD|* /s /f:FILE /config:FILE /?.");
        }
    }

    private List<String> run() throws UsageException {
        if (!file) {
            throw new UsageException("The control file is missing: add /c:FILE.");
        }
        List<String> all = new ArrayList<>(List.of("run", "--mode=" + (clone ? "clone" : "merge")));
        all.addAll(words);
        return all;
    }

    private static boolean none(String arg, String value) throws UsageException {
        if (value != null) {
            throw new UsageException("The switch " + name(arg) + " does not take a value.");
        }
        return true;
    }

    private static String value(String arg, String value) throws UsageException {
        if (value == null || value.isBlank()) {
            throw new UsageException("The switch " + name(arg) + " needs a value right after a colon, as in /c:FILE.");
        }
        return value;
    }

    /** Never the value: it may be a password. */
    private static String name(String arg) {
        int colon = arg.indexOf(':');
        return colon < 0 ? arg : arg.substring(0, colon);
    }
}
