// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The meaning of <code>${...}</code> in strings, as far as it is known without running the script. */
final class Variables {
    /** RFC 5229, 3. */
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\{(?:[0-9]+|[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z0-9_]+)*)\\}");
    /** RFC 5228, 2.4.2.4. */
    private static final Pattern ENCODED =
            Pattern.compile("\\$\\{(hex|unicode):([0-9A-Fa-f \\t\\r\\n]+)\\}", Pattern.CASE_INSENSITIVE);

    private final boolean variables;
    private final boolean encodedCharacters;

    Variables(Set<String> required) {
        variables = required.contains("variables");
        encodedCharacters = required.contains("encoded-character");
    }

    /** Returns whether the text is built at run time. */
    boolean isDynamic(String text) {
        return variables && REFERENCE.matcher(text).find();
    }

    /** Returns whether this script would not take these characters literally. */
    boolean isMistakable(String text) {
        return isDynamic(text) || encodedCharacters && ENCODED.matcher(text).find();
    }

    /** The text with its encoded characters decoded; one char per byte. */
    String decoded(String raw) {
        if (!encodedCharacters) {
            return raw;
        }
        Matcher encoded = ENCODED.matcher(raw);
        StringBuilder text = new StringBuilder();
        while (encoded.find()) {
            boolean hex = encoded.group(1).equalsIgnoreCase("hex");
            String characters = characters(hex, encoded.group(2).trim().split("\\s+"));
            encoded.appendReplacement(
                    text, Matcher.quoteReplacement(characters == null ? encoded.group() : characters));
        }
        return encoded.appendTail(text).toString();
    }

    /** {@code null} if a number is invalid: then nothing is replaced (RFC 5228, 2.4.2.4). */
    private static String characters(boolean hex, String[] numbers) {
        StringBuilder raw = new StringBuilder();
        for (String number : numbers) {
            int most = hex ? 2 : 6;
            int code = number.length() > most ? -1 : Integer.parseInt(number, 16);
            boolean good = hex ? code >= 0 : Character.isValidCodePoint(code) && (code < 0xD800 || code > 0xDFFF);
            if (!good) {
                return null;
            }
            if (hex) {
                raw.append((char) code);
            } else {
                byte[] octets = Character.toString(code).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                raw.append(new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return raw.toString();
    }
}
