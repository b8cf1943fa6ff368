// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailmig.line.Retry;

/**
 * The keys of one command: the jar's defaults, the file beside the launcher, {@code --config}, environment variables
 * (MAILMIG_SOURCE_URI for mailmig.source.uri), and what options say, each over the ones before.
 *
 * @param files keys as files and environment have them, placeholders unresolved
 * @param options keys that options set
 * @param warnings one sentence each, for the operator
 */
record Configuration(Properties files, Map<String, String> options, List<String> warnings) {
    private static final String DEFAULTS = "/org/mailmig/application.properties";
    private static final Pattern KEY = Pattern.compile("(?m)^\\s*(?:# )?(mailmig\\.[a-z0-9.-]+) *=");
    private static final Pattern SECRET = Pattern.compile(".*\\.([a-z]+-)?(password|key)");

    /** @throws CommandException where the file cannot be read */
    static Configuration load(Home home, Path given, Map<String, String> options, Map<String, String> environment) {
        Properties files = new Properties();
        List<String> warnings = new ArrayList<>();
        String defaults = shipped();
        merge(files, defaults);
        home.configuration().ifPresent(file -> files.putAll(read(file, defaults, warnings)));
        if (given != null) {
            if (!Files.isRegularFile(given)) {
                throw new CommandException(
                        "The configuration " + given + " is not a file: give its path with --config FILE.");
            }
            files.putAll(read(given, defaults, warnings));
            files.setProperty(
                    Retry.CONFIGURATION, given.toAbsolutePath().normalize().toString());
        }
        // Not left to Camel, to which the environment would be more than what a command says of itself.
        String servers = environment.getOrDefault("MAILMIG_SERVERS", files.getProperty("mailmig.servers", ""));
        for (String key : known(defaults, options.getOrDefault("mailmig.servers", servers))) {
            String value = environment.get(variable(key));
            if (value != null) {
                files.setProperty(key, value);
            }
        }
        return new Configuration(files, Map.copyOf(options), List.copyOf(warnings));
    }

    /** {@code MAILMIG_SOURCE_ADMIN_USER} for {@code mailmig.source.admin-user}. */
    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The same, with further options. */
    Configuration with(Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(options);
        all.putAll(more);
        return new Configuration(files, Map.copyOf(all), warnings);
    }

    /** The value as it stands here, placeholders unresolved; empty where there is none. */
    String raw(String key) {
        return options.getOrDefault(key, files.getProperty(key, "")).trim();
    }

    private static Properties read(Path file, String defaults, List<String> warnings) {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    "The configuration " + file + " cannot be read (it must be UTF-8 text, lines of key = value): "
                            + e.getMessage(),
                    e);
        }
        Set<String> known = known(defaults, read.getProperty("mailmig.servers", ""));
        for (String key : new TreeSet<>(read.stringPropertyNames())) {
            if (key.startsWith("mailmig.") && !known.contains(key)) {
                warnings.add(
                        file + ": " + key + " is no key of mailmig and has no effect; config/application.properties"
                                + " lists all keys.");
            }
            String value = read.getProperty(key).trim();
            if (SECRET.matcher(key).matches() && !value.isEmpty() && !value.contains("{{")) {
                warnings.add(file + " holds the secret " + key + " itself; {{env:NAME}} keeps it out of the file.");
            }
        }
        return read;
    }

    private static Set<String> known(String defaults, String servers) {
        Set<String> known = new TreeSet<>();
        Matcher matcher = KEY.matcher(defaults);
        while (matcher.find()) {
            known.add(matcher.group(1));
        }
        for (String server : servers.split(",")) {
            for (String key : Set.copyOf(known)) {
                if (key.startsWith("mailmig.source.")) {
                    known.add("mailmig." + server.trim() + key.substring("mailmig.source".length()));
                } else if (key.startsWith("mailmig.target.identity.")) {
                    known.add("mailmig." + server.trim() + key.substring("mailmig.target".length()));
                }
            }
        }
        return known;
    }

    private static void merge(Properties into, String text) {
        try {
            into.load(new java.io.StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shipped() {
        try (InputStream file = Configuration.class.getResourceAsStream(DEFAULTS);
                Reader reader = new InputStreamReader(file, StandardCharsets.UTF_8)) {
            java.io.StringWriter text = new java.io.StringWriter();
            reader.transferTo(text);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
