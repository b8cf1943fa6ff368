// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads the endpoint URIs of YAML routes, with placeholders replaced by the shipped defaults. */
final class RouteUris {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?]?([^:{}]+)(?::([^{}]*))?}}");
    private static final Set<String> SHORT_FORMS = Set.of("to", "toD", "from", "wireTap", "poll", "uri");

    private final Path file;
    private final Properties defaults;
    private final List<Found> found = new ArrayList<>();

    /** An endpoint URI of a file, its parameters in the query. */
    record Found(Path file, String uri) {}

    private RouteUris(Path file, Properties defaults) {
        this.file = file;
        this.defaults = defaults;
    }

    static List<Found> in(Path file, String yaml, Properties defaults) {
        RouteUris uris = new RouteUris(file, defaults);
        new Load(LoadSettings.builder().build()).loadAllFromString(yaml).forEach(uris::walk);
        return uris.found;
    }

    private void walk(Object node) {
        if (node instanceof List<?> list) {
            list.forEach(this::walk);
        } else if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value instanceof String text && SHORT_FORMS.contains(key.toString())) {
                    found.add(new Found(file, resolve(text + parameters(text, map.get("parameters")))));
                } else {
                    walk(value);
                }
            });
        }
    }

    private static String parameters(String uri, Object parameters) {
        if (!(parameters instanceof Map<?, ?> map)) {
            return "";
        }
        return map.entrySet().stream()
                .map(each -> each.getKey() + "=" + raw(each.getValue().toString()))
                .collect(Collectors.joining("&", uri.contains("?") ? "&" : "?", ""));
    }

    /** Camel's own way to keep a value with these characters in one piece. */
    private static String raw(String value) {
        return value.matches(".*[&%+].*") ? "RAW(" + value + ")" : value;
    }

    /** Inner placeholders first, so that a default may hold another placeholder. */
    private String resolve(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String value = defaults.getProperty(matcher.group(1), matcher.group(2));
            if (value == null) {
                throw new AssertionError(file + ": " + matcher.group() + " has no default");
            }
            text = text.substring(0, matcher.start()) + value + text.substring(matcher.end());
            matcher = PLACEHOLDER.matcher(text);
        }
        return text;
    }
}
