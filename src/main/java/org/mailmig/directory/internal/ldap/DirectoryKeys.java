// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.util.Optional;
import org.mailmig.config.Settings;

/**
 * The keys of one directory.
 *
 * @param prefix {@code mailmig.directory} for the target's, {@code mailmig.source.directory} for the source's
 * @param server the key that names the server: {@code url}, or {@code read-url} for the one that the MTA reads
 */
public record DirectoryKeys(Settings settings, String prefix, String server) {
    public static final String TARGET = "mailmig.directory";

    Optional<String> find(String option) {
        return settings.find(name(option));
    }

    public String name(String option) {
        return prefix + "." + option;
    }

    public String urlName() {
        return name(server);
    }

    public String url() {
        return settings.get(urlName());
    }

    /** The value for this directory, else that of the target's directory. */
    public String or(String option) {
        return find(option).orElseGet(() -> settings.get(TARGET + "." + option));
    }

    long millis(String option) {
        return settings.duration(find(option).isPresent() ? name(option) : TARGET + "." + option)
                .toMillis();
    }
}
