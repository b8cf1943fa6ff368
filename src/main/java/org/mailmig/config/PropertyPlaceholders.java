// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.mailmig.error.PermanentException;

/**
 * The placeholders in a configuration value: <code>{{env:NAME}}</code> and Camel's other functions, <code>{{key:default}}</code>, and
 * <code>{{'...'}}</code> for literal text. Unlike in Camel's own parser, the result of a function is used literally (a password from a
 * variable may contain anything), and unbalanced braces are text.
 */
final class PropertyPlaceholders {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final String LITERAL = "{{'";
    private static final String LITERAL_END = "'}}";
    private static final int DEEPEST = 20;
    private final CamelContext context;
    private final WrittenProperties properties;

    PropertyPlaceholders(CamelContext context) {
        this.context = context;
        this.properties = new WrittenProperties(context);
    }

    /** Quotes the text so that it is used literally. */
    static String literal(String text) {
        return text.replace(OPEN, LITERAL + OPEN + LITERAL_END);
    }

    static boolean concerns(String text) {
        return text.contains(OPEN) || text.contains(CLOSE);
    }

    /** As {@link WrittenProperties#find}. */
    Optional<String> written(String key) {
        return properties.find(key);
    }

    /** @throws PermanentException if a placeholder cannot be resolved; it names {@code key} and the placeholder, never a value */
    String resolve(String key, String text) {
        return resolve(key, text, 0);
    }

    private String resolve(String key, String text, int depth) {
        if (depth > DEEPEST) {
            throw new PermanentException("Configuration key " + key
                    + " refers to itself by its placeholders: write the value into one of the keys.");
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf(OPEN, at);
            boolean literal = open >= 0 && text.startsWith(LITERAL, open);
            int end = open < 0 ? -1 : literal ? text.indexOf(LITERAL_END, open) : end(text, open);
            if (end < 0) {
                return out.append(text.substring(at)).toString();
            }
            out.append(text, at, open);
            if (literal) {
                out.append(text, open + LITERAL.length(), end);
                at = end + LITERAL_END.length();
            } else {
                String inner = resolve(key, text.substring(open + OPEN.length(), end), depth + 1);
                out.append(value(key, inner, depth));
                at = end + CLOSE.length();
            }
        }
        return out.toString();
    }

    /** The end of the placeholder that opens at {@code open}; -1 if it is not closed. */
    private static int end(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length() - 1; i++) {
            if (text.startsWith(OPEN, i)) {
                depth++;
                i++;
            } else if (text.startsWith(CLOSE, i)) {
                if (--depth == 0) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    private String value(String key, String placeholder, int depth) {
        int colon = placeholder.indexOf(':');
        String name = colon < 0 ? placeholder : placeholder.substring(0, colon);
        PropertiesFunction function = colon < 0 || !isName(name)
                ? null
                : context.getPropertiesComponent().hasPropertiesFunction(name)
                        ? context.getPropertiesComponent().getPropertiesFunction(name)
                        : null;
        if (function != null) {
            return orRefuse(key, placeholder, rest -> function.apply(rest), placeholder.substring(colon + 1));
        }
        String ofKey = key.equals(name) ? null : ofKey(name, depth);
        if (ofKey != null) {
            return ofKey;
        }
        return orRefuse(key, placeholder, rest -> colon < 0 ? null : rest.substring(colon + 1), placeholder);
    }

    private static boolean isName(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9-]*");
    }

    private String ofKey(String name, int depth) {
        Optional<String> written = properties.find(name);
        if (written.isPresent()) {
            return resolve(name, written.get(), depth + 1);
        }
        return name.isBlank()
                ? null
                : context.getPropertiesComponent().resolveProperty(name).orElse(null);
    }

    private static String orRefuse(String key, String placeholder, Function<String, String> value, String of) {
        String found;
        try {
            found = value.apply(of);
        } catch (RuntimeException e) { // from a vault, whose message may quote its input
            throw refusal(key, placeholder, e);
        }
        if (found == null) {
            throw refusal(key, placeholder, null);
        }
        return found;
    }

    private static PermanentException refusal(String key, String placeholder, RuntimeException cause) {
        return new PermanentException(
                "Configuration key " + key + " holds {{" + placeholder
                        + "}}, which cannot be resolved: set that variable or property, or write the value itself"
                        + " (for {{ as plain text write {{'{{'}}).",
                cause);
    }
}
