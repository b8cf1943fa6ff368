// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.mailmig.config.KeyTable;

/** Generates documents from the table of keys. */
public final class KeyDocuments {
    private static final int WIDTH = 125;
    private static final String HEAD =
            """
            # mailmig: every key, its default and its unit (docs/configuration.md shows them as a page). Lay your own file over this one
            # with --config FILE, or set the same keys in the configuration of the runtime that holds the routes.
            # Times: 500 (milliseconds), 10s, 5m, 1h30m. Secrets: {{env:NAME}} rather than the value itself.
            #
            # How values are written: UTF-8, with or without a byte order mark, key = value on a line, # before a comment. A backslash is
            # a backslash: OLD\\migrator, C:\\mail. Before another backslash, a blank, = : # or ! it is left out (\\\\ is \\), \\u00E4 is an umlaut, and at
            # the end of a line it joins the next line, unless the value is a secret or the next line is a key. Blanks before a value do
            # not count (write "\\ " to begin a password with a blank); blanks behind it count in passwords and other secrets alone.
            # {{env:NAME}}, {{sys:NAME}} and {{another.key:default}} are replaced once: what a variable holds is taken as it is. Braces
            # that open or close nothing are text; {{'{{'}} writes two opening braces. Lists are separated by commas; in YAML lists of
            # your runtime work too. A key that does not exist is reported with the nearest one.
            # Each key can also be set by an environment variable: MAILMIG_SOURCE_ADMIN_USER for mailmig.source.admin-user.
            """;

    private KeyDocuments() {}

    /** {@code config/application.properties}. */
    public static String properties() {
        StringBuilder out = new StringBuilder(HEAD);
        String section = "";
        for (KeyTable.Row row : KeyTable.rows()) {
            if (!row.section().equals(section)) {
                section = row.section();
                out.append("\n# --- ").append(section).append(".\n");
            }
            row.notes().forEach(note -> out.append('#').append(note).append('\n'));
            out.append(comment(row.sentence() + form(row)));
            for (String name : row.names()) {
                String line = name + " = " + row.value();
                out.append(row.isExample() ? "# " : "")
                        .append(line.stripTrailing())
                        .append('\n');
            }
        }
        return out.toString();
    }

    /** What a comment says of a value's form; the default is the value that follows. */
    private static String form(KeyTable.Row row) {
        String form =
                switch (row.type()) {
                    case CHOICE -> String.join(" | ", row.words());
                    case FLAG -> "true | false";
                    case TIME -> row.unit().isEmpty() ? "time" : "time " + row.unit();
                    case COUNT -> row.unit().isEmpty() ? "from 1 on" : row.unit() + ", from 1 on";
                    case NUMBER -> row.unit();
                    case LIST -> "list";
                    case TEXT, URI, FILE, FOLDER, SECRET, INSTANT -> "";
                };
        return form.isEmpty() ? "" : " [" + form + "]";
    }

    private static String comment(String text) {
        StringBuilder out = new StringBuilder();
        StringBuilder line = new StringBuilder("#");
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        return out.append(line).append('\n').toString();
    }

    /** {@code docs/configuration.md}. */
    public static String page() {
        StringBuilder out = new StringBuilder(
                "# Configuration\n\n"
                        + "Every key. `config/application.properties` holds them all with their defaults and says how values are"
                        + " written. `{a,b}` in a\nname: a key for each. Each key can also be set by an environment variable:"
                        + " `MAILMIG_SOURCE_ADMIN_USER` for `mailmig.source.admin-user`.\nTimes: `500` (milliseconds), `10s`, `5m`,"
                        + " `1h30m`. Lists are separated by commas. Secrets: `{{env:NAME}}` rather than the value itself.\n"
                        + "What is written for `mailmig.source` and `mailmig.target` exists for each server of `mailmig.servers` too.\n");
        String section = "";
        for (KeyTable.Row row : KeyTable.rows()) {
            if (!row.section().equals(section)) {
                section = row.section();
                out.append("\n## ")
                        .append(section)
                        .append("\n\n| key | values | default | |\n| --- | --- | --- | --- |\n");
            }
            out.append("| `")
                    .append(row.pattern())
                    .append("` | ")
                    .append(values(row))
                    .append(" | ");
            out.append(row.isExample() || row.value().isEmpty() ? "" : "`" + row.value() + "`")
                    .append(" | ");
            out.append(cell(row)).append(" |\n");
        }
        return out.toString();
    }

    private static String values(KeyTable.Row row) {
        return switch (row.type()) {
            case CHOICE -> row.words().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
            case FLAG -> "`true`, `false`";
            case COUNT -> row.unit().isEmpty() ? "number from 1 on" : row.unit() + ", from 1 on";
            case NUMBER -> row.unit();
            case INSTANT -> "instant or time";
            case TIME -> row.unit().isEmpty() ? "time" : "time " + row.unit();
            case URI, FILE, FOLDER, LIST, SECRET, TEXT -> row.type().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static String cell(KeyTable.Row row) {
        String text = row.isExample() ? row.sentence() + " Example: `" + row.value() + "`." : row.sentence();
        return text.replace("|", "\\|").replace("{mailbox}", "`{mailbox}`").replace("*", "\\*");
    }

    /** {@code META-INF/spring-configuration-metadata.json}, for editors. */
    public static String metadata() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.putArray("groups").addObject().put("name", "mailmig");
        ArrayNode properties = root.putArray("properties");
        ArrayNode hints = root.putArray("hints");
        for (KeyTable.Row row : KeyTable.rows()) {
            for (String name : row.names()) {
                ObjectNode property = properties.addObject();
                property.put("name", name).put("type", javaType(row.type())).put("description", row.sentence());
                if (!row.isExample() && !row.value().isEmpty()) {
                    if (row.type() == KeyTable.Type.LIST) {
                        ArrayNode values = property.putArray("defaultValue");
                        Arrays.stream(row.value().split(", *")).forEach(values::add);
                    } else {
                        property.put("defaultValue", row.value());
                    }
                }
                if (!row.words().isEmpty()) {
                    ArrayNode values = hints.addObject().put("name", name).putArray("values");
                    row.words().forEach(word -> values.addObject().put("value", word));
                }
            }
        }
        return mapper.writeValueAsString(root).replace("\r\n", "\n") + "\n";
    }

    private static String javaType(KeyTable.Type type) {
        return switch (type) {
            case FLAG -> "java.lang.Boolean";
            case TIME -> "java.time.Duration";
            case COUNT, NUMBER -> "java.lang.Long";
            case LIST -> "java.util.List<java.lang.String>";
            case TEXT, URI, FILE, FOLDER, SECRET, INSTANT, CHOICE -> "java.lang.String";
        };
    }
}
