// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.mailmig.config.ConfigurationKeys;

/**
 * A configuration file: lines of {@code key = value}, UTF-8 with or without a byte order mark. Like Java's {@code .properties}, except that
 * a backslash that Java would drop is kept ({@code OLD\migrator}, {@code C:\mail\new}), since it is most likely meant literally. {@code
 * \\}, {@code \=}, {@code \:}, {@code \#}, {@code \!}, an escaped blank and {@code \}{@code uXXXX} are read as in Java.
 */
final class ConfigurationFile {
    private static final long LARGEST = 4L << 20;
    private static final String ESCAPED = "\\=:#! ";
    private static final Pattern ENTRY = Pattern.compile("\\s*(?:[#!].*|[\\w-]+(?:\\.[\\w\\[\\]-]+)+\\s*[=:].*)?");
    private static final Pattern UNICODE = Pattern.compile("u[0-9A-Fa-f]{4}.*", Pattern.DOTALL);

    private ConfigurationFile() {}

    /**
     * @param numbers receives the line number of each key, the last one if it occurs twice
     * @throws CommandException with a sentence that names the file, if it cannot be read
     */
    static Properties read(Path file, Map<String, Integer> numbers) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new CommandException("The configuration " + file + " is larger than 4 MB: give the right file.");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return parse(text.startsWith("\uFEFF") ? text.substring(1) : text, numbers);
        } catch (CharacterCodingException e) {
            throw new CommandException(
                    "The configuration " + file
                            + " cannot be read (it must be UTF-8 text, lines of key = value): save it" + " as UTF-8.",
                    e);
        } catch (IOException e) {
            throw new CommandException(
                    "The configuration " + file + " cannot be read: check its path and permissions.", e);
        }
    }

    private static Properties parse(String text, Map<String, Integer> numbers) {
        Properties read = new Properties();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripLeading();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith("!")) {
                continue;
            }
            int end = keyEnd(line);
            String key = unescaped(line.substring(0, end));
            numbers.put(key, i + 1);
            StringBuilder value = new StringBuilder(afterSeparator(line, end));
            while (goesOn(value, key, i + 1 < lines.size() ? lines.get(i + 1) : "")) {
                value.setLength(value.length() - 1);
                value.append(lines.get(++i).stripLeading());
            }
            read.setProperty(key, unescaped(value.toString()));
        }
        return read;
    }

    private static int keyEnd(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '=' || c == ':' || Character.isWhitespace(c)) {
                return i;
            }
        }
        return line.length();
    }

    private static String afterSeparator(String line, int end) {
        String rest = line.substring(end).stripLeading();
        return rest.startsWith("=") || rest.startsWith(":") ? rest.substring(1).stripLeading() : rest;
    }

    /** A backslash at the end of a line joins it with the next one, unless a password or a path ends with it. */
    private static boolean goesOn(StringBuilder value, String key, String next) {
        int backslashes = 0;
        for (int i = value.length() - 1; i >= 0 && value.charAt(i) == '\\'; i--) {
            backslashes++;
        }
        return backslashes % 2 == 1
                && !ConfigurationKeys.isSecret(key)
                && !ENTRY.matcher(next).matches();
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String rest = c == '\\' ? text.substring(i + 1) : "";
            if (!rest.isEmpty() && ESCAPED.indexOf(rest.charAt(0)) >= 0) {
                out.append(rest.charAt(0));
                i++;
            } else if (UNICODE.matcher(rest).matches()) {
                out.append((char) Integer.parseInt(rest.substring(1, 5), 16));
                i += 5;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
