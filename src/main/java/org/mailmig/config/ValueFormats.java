// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.mailmig.error.PermanentException;

/** Checks that values have the format that {@link KeyTable} defines for their keys. */
record ValueFormats(Settings settings) {
    private static final List<String> SEDA_OPTIONS = List.of("blockWhenFull", "purgeWhenStopping", "pollTimeout");

    /** @throws PermanentException if the value does not have the format that the table defines */
    void check(String key, KeyTable.Row row) {
        switch (row.type()) {
            case FLAG -> settings.flag(key);
            case TIME -> settings.duration(key);
            case COUNT -> positive(key);
            case NUMBER -> settings.integer(key);
            case INSTANT -> settings.until(key, Instant.now());
            case CHOICE -> {
                if (row.names().contains("mailmig.source.preset")) {
                    Presets.of(settings.get(key), key); // upper case is accepted
                } else {
                    oneOf(key, row.words());
                }
            }
            case TEXT, URI, FILE, FOLDER, LIST, SECRET -> settings.get(key);
        }
    }

    /** Another queue's component rejects options of {@code seda:} with a message that names no key of mailmig. */
    void checkQueueOptions() {
        if (settings.get("mailmig.accounts.uri").startsWith("seda:")) {
            return;
        }
        for (String key : List.of("mailmig.accounts.producer", "mailmig.accounts.consumer")) {
            String options = settings.find(key).orElse("");
            if (Arrays.stream(options.split("&"))
                    .map(option -> option.split("=", 2)[0].trim())
                    .anyMatch(SEDA_OPTIONS::contains)) {
                throw new PermanentException(
                        "Configuration key " + key + " has options of seda:, but mailmig.accounts.uri names another"
                                + " queue: set it too, as config/application.properties shows.");
            }
        }
    }

    private void positive(String key) {
        if (settings.number(key) < 1) {
            throw new PermanentException(
                    "Configuration key " + key + " must be at least 1, not \"" + settings.get(key) + "\".");
        }
    }

    private void oneOf(String key, List<String> words) {
        if (!words.contains(settings.get(key))) {
            throw new PermanentException("Configuration key " + key + " must be one of " + String.join(", ", words)
                    + ", not \"" + settings.get(key) + "\".");
        }
    }
}
