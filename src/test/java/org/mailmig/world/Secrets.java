// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Looks for test passwords where none may be: as they are, URL-encoded, in Base64, in UTF-16. */
public final class Secrets {
    private final List<String> passwords;

    public Secrets(String... passwords) {
        this.passwords = List.of(passwords);
    }

    /** One line per occurrence below these files and directories; a path that does not exist is an error. */
    public List<String> in(Path... paths) {
        List<String> found = new ArrayList<>();
        for (Path path : paths) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    found.addAll(in(file.toString(), text));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    /** One line per password that {@code text} holds; {@code name} says in the answer what the text is. */
    public List<String> in(String name, String text) {
        List<String> found = new ArrayList<>();
        for (String password : passwords) {
            for (String form : forms(password)) {
                if (text.contains(form)) {
                    found.add(name + " holds the password " + password + " as " + form);
                }
            }
        }
        return found;
    }

    private static List<String> forms(String password) {
        byte[] utf8 = password.getBytes(StandardCharsets.UTF_8);
        // Files are read octet by octet, so what is in UTF-8 there looks like this.
        String octets = new String(utf8, StandardCharsets.ISO_8859_1);
        String wide = new String(password.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1);
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf8);
        return Stream.of(password, octets, wide, base64, URLEncoder.encode(password, StandardCharsets.UTF_8))
                .distinct()
                .toList();
    }
}
