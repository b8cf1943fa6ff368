// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No behaviour depends on the wording of a text that people read: main code compares no text with a literal that looks like prose.
 * What such a text stands for is an enum, a field, a code or an exception type.
 */
class SentencesTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final String LITERAL = "\"((?:[^\"\\\\\\n]|\\\\.)*)\"";
    private static final String METHODS = "(?:startsWith|endsWith|contains|equals|equalsIgnoreCase|contentEquals"
            + "|regionMatches|matches|indexOf|lastIndexOf)";
    private static final Pattern ARGUMENT = Pattern.compile("\\." + METHODS + "\\(\\s*" + LITERAL);
    private static final Pattern RECEIVER = Pattern.compile(LITERAL + "\\s*\\." + METHODS + "\\(");
    private static final Pattern CASE = Pattern.compile("\\bcase\\s+" + LITERAL);
    private static final Pattern REFERENCE = Pattern.compile(LITERAL + "\\s*::\\s*" + METHODS);
    private static final Pattern CONSTANT = Pattern.compile("String\\s+([A-Z_]+)\\s*=\\s*" + LITERAL);
    /** Two words, a word before a blank (the beginning of a sentence that is put together), or a capitalised word. */
    private static final Pattern PROSE = Pattern.compile("[A-Za-z]{2,}[:.,;]? |(?<![\\w\\\\])[A-Z][a-z]{2,}");

    private static final Pattern CHARACTER_CLASS = Pattern.compile("\\\\p\\{\\w+\\}");

    /** Literals that look like prose and are something else, with the reason. */
    private static final Map<String, String> ALLOWED = Map.ofEntries(
            Map.entry("JanFebMarAprMayJunJulAugSepOctNovDec", "months, RFC 3501, 9, date-month"),
            Map.entry("PRIVATE KEY", "a label of PEM, RFC 7468, 10"),
            Map.entry("RSA PRIVATE KEY", "a label of PEM that OpenSSL writes (PKCS #1)"),
            Map.entry("Bearer", "token_type, RFC 6749, 7.1"),
            Map.entry("Subject:", "a header field, RFC 5322"),
            Map.entry("#type ", "the first line of PowerShell's Export-Csv"),
            Map.entry("Rar!", "the first bytes of a file format"),
            Map.entry("SQLite format 3\\0", "the first bytes of a file format"),
            Map.entry("<!doctype html", "the first bytes of a file format"),
            Map.entry("[Content_Types].xml", "the name of a file in an Office document"),
            Map.entry("Unsupported or unrecognized SSL message", "Java's TLS has no type or code for it"),
            Map.entry("terminated the handshake", "Java's TLS has no type or code for it"),
            Map.entry("above 0", "a word of the table keys.txt"),
            Map.entry("timed out", "JNDI has no type or code for a reply that does not come"));

    @Test
    void mainCodeComparesNoTextWithProse() throws IOException {
        Map<String, List<String>> found = new LinkedHashMap<>();
        Set<String> used = new HashSet<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                List<String> here = prose(Files.readString(file));
                used.addAll(here);
                here.removeAll(ALLOWED.keySet());
                if (!here.isEmpty()) {
                    found.put(MAIN.relativize(file).toString(), here);
                }
            }
        }
        assertThat(found)
                .as("texts for people that decide something: use an enum, a field, a code or an exception type")
                .isEmpty();
        assertThat(used).as("allowed ones that are still in use").containsAll(ALLOWED.keySet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if (!text.startsWith(\"New mail\")) { }",
                "if (e.getMessage().contains(\" says BYE\")) { }",
                "texts.stream().noneMatch(text -> text.startsWith(\"UID \" + uid + \" \"))",
                "text\n    .contains(\n        \"clone became merge\")",
                "return line.startsWith(\"warning: \");",
                "boolean same = \"Nothing was started\".equals(reason);",
                "return reason.equals(\"Interrupted\");",
                "return reason.matches(\"(?s).*was refused.*\");",
                "case \"not copied\" -> true;",
                "names.stream().anyMatch(\"not copied\"::equals)",
                "private static final String FALL_BACK = \"the clone became a merge\"; boolean is = text.contains(FALL_BACK);",
            })
    void aPlantedOneIsFound(String code) {
        assertThat(prose(code)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status.code().equals(\"TRYCREATE\")",
                "url.startsWith(\"jdbc:h2:\")",
                "value.matches(\"[A-Z][A-Za-z0-9]*\")",
                "attribute.equalsIgnoreCase(\"proxyAddresses\")",
                "case \"go-on\" -> true;",
                "warn(\"The target was not asked\");",
            })
    void aWordOfAProtocolOrAKeyIsNone(String code) {
        assertThat(prose(code)).isEmpty();
    }

    /** The literals of the code that look like prose and that a text is compared with. */
    private static List<String> prose(String code) {
        List<String> found = new ArrayList<>();
        for (Pattern pattern : List.of(ARGUMENT, RECEIVER, CASE, REFERENCE)) {
            pattern.matcher(code).results().map(each -> each.group(1)).forEach(found::add);
        }
        Matcher constants = CONSTANT.matcher(code);
        while (constants.find()) {
            Pattern use = Pattern.compile("\\." + METHODS + "\\(\\s*" + constants.group(1) + "\\b|\\b"
                    + constants.group(1) + "\\." + METHODS + "\\(");
            if (use.matcher(code).find()) {
                found.add(constants.group(2));
            }
        }
        found.removeIf(text ->
                !PROSE.matcher(CHARACTER_CLASS.matcher(text).replaceAll("")).find());
        return found;
    }
}
