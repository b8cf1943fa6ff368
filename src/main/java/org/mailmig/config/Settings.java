// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.mailmig.error.PermanentException;

/**
 * The {@code mailmig.*} keys, read by their full names through the context's PropertiesComponent; the defaults come from the table of keys.
 * Thread-safe.
 */
public final class Settings {
    private static final Properties DEFAULTS = KeyTable.defaults();
    /** Optional and negated placeholders are left to Camel. */
    private static final Pattern CAMELS_OWN = Pattern.compile("\\{\\{[?!]");

    private static final int MOST_PARTS = 1_000;
    private final CamelContext context;

    private Settings(CamelContext context) {
        this.context = context;
    }

    public static Settings of(CamelContext context) {
        return new Settings(context);
    }

    /**
     * The value; empty if neither the configuration nor the defaults have one (an empty value counts as none).
     *
     * @throws PermanentException if the configured value cannot be resolved, such as {@code {{env:NAME}}} without NAME
     */
    public Optional<String> find(String key) {
        Optional<String> configured = configured(key);
        if (configured.isEmpty() && ConfigurationKeys.isList(key)) {
            configured = listed(key);
        }
        boolean secret = ConfigurationKeys.isSecret(key);
        return configured
                .or(() -> preset(key))
                .or(() -> Optional.ofNullable(DEFAULTS.getProperty(key)))
                .map(value -> secret ? value : value.trim())
                .filter(value -> !value.isBlank());
    }

    /** The value in the preset of the key's server; a server's name contains no dot. */
    private Optional<String> preset(String key) {
        int end = key.startsWith("mailmig.") ? key.indexOf('.', "mailmig.".length()) : -1;
        String named = end < 0 ? key : key.substring(0, end) + ".preset";
        boolean other = named.equals(key) || named.equals("mailmig.forwarder.preset");
        return other
                ? Optional.empty()
                : configured(named)
                        .filter(word -> !word.isBlank())
                        .map(word -> Presets.of(word, named).options().get(key.substring(end + 1)));
    }

    private Optional<String> configured(String key) {
        PropertyPlaceholders placeholders = new PropertyPlaceholders(context);
        String written = placeholders.written(key).orElse("");
        boolean isOurs = PropertyPlaceholders.concerns(written)
                && !CAMELS_OWN.matcher(written).find();
        return isOurs
                ? Optional.of(placeholders.resolve(key, written))
                : context.getPropertiesComponent().resolveProperty(key);
    }

    /** A YAML list arrives as {@code key[0]}, {@code key[1]} and so on. */
    private Optional<String> listed(String key) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < MOST_PARTS; i++) {
            Optional<String> part = configured(key + "[" + i + "]");
            if (part.isEmpty()) {
                break;
            }
            parts.add(part.get());
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts));
    }

    /** Quotes a value so that it is used literally, including any braces. */
    public static String literal(String value) {
        return PropertyPlaceholders.literal(value);
    }

    /** The value. @throws PermanentException naming the key if there is none */
    public String get(String key) {
        return find(key)
                .orElseThrow(() -> new PermanentException(
                        "Configuration key " + key + " is not set: add it to application.properties or --config."));
    }

    public int integer(String key) {
        String value = get(key);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new PermanentException(
                    "Configuration key " + key + " must be a whole number, not \"" + value + "\".", e);
        }
    }

    /** A whole number that may exceed the range of int. */
    public long number(String key) {
        String value = get(key);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new PermanentException(
                    "Configuration key " + key + " must be a whole number, not \"" + value + "\".", e);
        }
    }

    public boolean flag(String key) {
        String value = get(key);
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new PermanentException(
                    "Configuration key " + key + " must be true or false, not \"" + value + "\".");
        };
    }

    /** A time such as {@code 10s}, {@code 5m}, {@code 1h30m} or plain milliseconds. */
    public Duration duration(String key) {
        return TimeValue.parse(key, get(key));
    }

    /** An instant (ISO 8601, with zone), or a {@link #duration} after {@code since}. */
    public Instant until(String key, Instant since) {
        String value = get(key);
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            try {
                return since.plus(duration(key));
            } catch (PermanentException notATime) {
                throw new PermanentException("Configuration key " + key + " must be an instant such as"
                        + " 2026-12-24T08:00:00Z or a time such as 5d, not \"" + value + "\".");
            }
        }
    }
}
