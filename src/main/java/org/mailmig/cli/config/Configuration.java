// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.mailmig.config.ConfigurationKeys;
import org.mailmig.config.Presets;
import org.mailmig.config.Settings;
import org.mailmig.line.RetryCommandLine;
import org.mailmig.text.EditDistance;

/**
 * The keys of one command: the jar's defaults, the file next to the launcher, {@code --config}, environment variables (MAILMIG_SOURCE_URI
 * for mailmig.source.uri), and options; each overrides the ones before.
 *
 * @param files keys from files and the environment, placeholders unresolved
 * @param options keys that options set
 * @param warnings one sentence each, for the operator
 */
public record Configuration(Properties files, Map<String, String> options, List<String> warnings) {
    /** This preset is of another kind. */
    private static final String FORWARDER = "mailmig.forwarder.preset";

    /** Variables of the launcher, which are not keys. */
    private static final Set<String> OTHER_VARIABLES = Set.of("MAILMIG_HOME", "MAILMIG_COLUMNS");

    /** @throws CommandException if the file cannot be read */
    public static Configuration load(
            InstallDir home, Path given, Map<String, String> options, Map<String, String> environment) {
        Properties files = new Properties();
        List<String> warnings = new ArrayList<>();
        Properties shipped = ConfigurationKeys.defaults();
        home.configuration().ifPresent(file -> files.putAll(changed(read(file, warnings), shipped)));
        if (given != null) {
            if (!Files.isRegularFile(given)) {
                throw new CommandException(
                        "The configuration " + given + " is not a file: give its path with --config FILE.");
            }
            files.putAll(read(given, warnings));
            files.setProperty(
                    RetryCommandLine.CONFIGURATION,
                    given.toAbsolutePath().normalize().toString());
        }
        // Not left to Camel, which would give the environment precedence over a command's options.
        String servers = environment.getOrDefault("MAILMIG_SERVERS", files.getProperty("mailmig.servers", ""));
        ConfigurationKeys keys = ConfigurationKeys.of(options.getOrDefault("mailmig.servers", servers));
        Set<String> variables = new HashSet<>(OTHER_VARIABLES);
        for (String key : keys.all()) {
            variables.add(variable(key));
            String value = environment.get(variable(key));
            if (value != null) {
                files.setProperty(key, ConfigurationKeys.isSecret(key) ? Settings.literal(value) : value);
            }
        }
        environment.keySet().stream()
                .filter(name -> name.startsWith("MAILMIG_") && !variables.contains(name))
                .sorted()
                .forEach(name -> nearest(name, variables).ifPresent(warnings::add));
        Properties all = new Properties();
        all.putAll(shipped);
        presets(files, all);
        all.putAll(files);
        return new Configuration(all, Map.copyOf(options), List.copyOf(warnings));
    }

    /** The launcher's file contains all defaults: only the values that the operator changed override a preset. */
    private static Properties changed(Properties file, Properties shipped) {
        Properties changed = new Properties();
        file.forEach((key, value) -> {
            if (!value.equals(shipped.get(key))) {
                changed.put(key, value);
            }
        });
        return changed;
    }

    /**
     * Adds the values of the presets, which the operator's values override. {@link org.mailmig.config.ConfigurationCheck} reports an
     * unknown preset.
     */
    private static void presets(Properties written, Properties into) {
        for (String key : written.stringPropertyNames()) {
            if (key.startsWith("mailmig.") && key.endsWith(".preset") && !key.equals(FORWARDER)) {
                String server = key.substring(0, key.length() - "preset".length());
                Presets.find(written.getProperty(key)).ifPresent(preset -> preset.options()
                        .forEach((option, value) -> into.setProperty(server + option, value)));
            }
        }
    }

    /** Other programs may use similar variable names; only a name that nearly equals one of mailmig's is reported. */
    private static Optional<String> nearest(String name, Set<String> variables) {
        return variables.stream()
                .filter(known -> EditDistance.of(known, name) <= 2)
                .min(Comparator.comparingInt((String known) -> EditDistance.of(known, name)))
                .map(known -> "The environment variable " + name + " has no effect; did you mean " + known + "?");
    }

    /** {@code MAILMIG_SOURCE_ADMIN_USER} for {@code mailmig.source.admin-user}. */
    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Returns a copy with further options. */
    public Configuration with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(options);
        all.putAll(more);
        return new Configuration(files, Map.copyOf(all), warnings);
    }

    /** The value, placeholders unresolved; empty if there is none. */
    public String raw(String key) {
        return options.getOrDefault(key, files.getProperty(key, "")).trim();
    }

    private static Properties read(Path file, List<String> warnings) {
        Map<String, Integer> lines = new HashMap<>();
        Properties read = ConfigurationFile.read(file, lines);
        ConfigurationKeys keys = ConfigurationKeys.of(read.getProperty("mailmig.servers", ""));
        for (String key : new TreeSet<>(read.stringPropertyNames())) {
            keys.unknown(key).ifPresent(text -> warnings.add(file + ", line " + lines.get(key) + ": " + text));
            String value = read.getProperty(key);
            if (ConfigurationKeys.isSecret(key) && !value.isBlank()) {
                secret(file, key, value, warnings);
            }
        }
        return read;
    }

    private static void secret(Path file, String key, String value, List<String> warnings) {
        if (!value.contains("{{")) {
            warnings.add(file + " contains the secret " + key + "; {{env:NAME}} keeps it out of the file.");
        }
        if (!value.equals(value.strip())) {
            warnings.add(file + ": the value of " + key + " begins or ends with a blank, which is part of it; remove"
                    + " it if it is not intended.");
        }
    }
}
