// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Walks routes in YAML and finds what has no id or no description: routes, where they begin, and each step at any depth. */
final class RouteSteps {
    private final Path file;
    private final List<String> bare = new ArrayList<>();

    private RouteSteps(Path file) {
        this.file = file;
    }

    static List<String> bare(Path file, String yaml) {
        RouteSteps steps = new RouteSteps(file);
        new Load(LoadSettings.builder().build()).loadAllFromString(yaml).forEach(steps::walk);
        return steps.bare;
    }

    private void walk(Object node) {
        if (node instanceof List<?> list) {
            list.forEach(this::walk);
        } else if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                switch (key.toString()) {
                    case "route", "from", "onException" -> one(key.toString(), value);
                    case "steps" -> ((List<?>) value).forEach(step -> ((Map<?, ?>) step)
                            .forEach((name, content) -> one(name.toString(), content)));
                    case "doCatch" -> ((List<?>) value).forEach(each -> one("doCatch", each));
                    default -> {}
                }
                walk(value);
            });
        }
    }

    private void one(String name, Object content) {
        if (content instanceof List<?>) {
            return; // a list of them: each one is met by itself
        }
        Map<?, ?> map = content instanceof Map<?, ?> found ? found : Map.of();
        if (map.get("id") == null || map.get("description") == null) {
            bare.add(file.getFileName() + ": " + name + " " + map.get("id"));
        }
    }
}
