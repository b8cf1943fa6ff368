// SPDX-License-Identifier: Apache-2.0
package org.mailmig.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A page of the console that does not depend on the ledger.
 *
 * @param resource its name among the program's resources
 */
record StaticPage(String resource) {
    private static final Map<String, String> FILES =
            Map.of("/", "console/index.html", "/console.js", "console/console.js", "/style.css", "report/style.css");
    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "js",
            "text/javascript; charset=utf-8",
            "css",
            "text/css; charset=utf-8");

    /** The page at a path; {@code null} if there is none. */
    static StaticPage at(String path) {
        String file = FILES.get(path);
        return file == null ? null : new StaticPage(file);
    }

    /** The media type. */
    String type() {
        return TYPES.get(resource.replaceFirst(".*\\.", ""));
    }

    String text() throws IOException {
        try (InputStream file = StaticPage.class.getResourceAsStream("/org/mailmig/" + resource)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
