// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The lines of slapd.conf by which the README gives a bind account its rights, word for word, with the account's DN. */
public final class ReadmeRights {
    private static final String README_DN = "cn=migrator,dc=new,dc=example";

    private ReadmeRights() {}

    /** For the forwarder alone. */
    public static String forwarder(String dn) {
        return block("OpenLDAP, for the forwarder:", dn);
    }

    /** For the source's addresses too: to be put before those for the forwarder. */
    public static String addresses(String dn) {
        return block("OpenLDAP, for addresses too:", dn);
    }

    /** The indented lines after this heading. */
    private static String block(String heading, String dn) {
        String text = readme();
        String block = text.substring(text.indexOf(heading) + heading.length())
                        .stripLeading()
                        .lines()
                        .takeWhile(line -> !line.isBlank())
                        .map(line -> line.replaceFirst("^    ", ""))
                        .collect(Collectors.joining("\n"))
                + "\n";
        assertThat(block).contains(README_DN);
        return block.replace(README_DN, dn);
    }

    private static String readme() {
        try {
            return Files.readString(Path.of("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
