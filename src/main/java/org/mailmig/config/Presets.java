// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mailmig.error.PermanentException;

/** Defaults for a kind of server ({@code mailmig.<server>.preset}); keys of the configuration override them (docs/providers.md). */
public enum Presets {
    EXCHANGE_ONLINE(Map.of(
            "uri",
            "imaps://outlook.office365.com:993",
            "oauth.grant",
            "client-credentials",
            "oauth.scope",
            "https://outlook.office365.com/.default",
            "oauth.mechanism",
            "xoauth2",
            "connections",
            "4",
            "own-folders",
            "Archive, Calendar, Contacts, Conversation History, Drafts, Journal, Junk Email, Notes, Outbox, RSS Feeds,"
                    + " Sync Issues, Tasks")),
    GMAIL(Map.of(
            "uri", "imaps://imap.gmail.com:993",
            "oauth.grant", "jwt-bearer",
            "oauth.scope", "https://mail.google.com/",
            "oauth.token-url", "https://oauth2.googleapis.com/token",
            "connections", "4")),
    DOVECOT(Map.of("admin-style", "dovecot", "connections", "4", "sieve.folder-names", "utf-8")),
    CYRUS(Map.of("admin-style", "authzid", "connections", "4", "sieve.folder-names", "modified-utf-7")),
    COURIER(Map.of("admin-style", "none", "connections", "1")),
    JAMES(Map.of("admin-style", "authzid", "connections", "2", "own-folders", "Outbox", "pipelining", "false")),
    ZIMBRA(Map.of(
            "admin-style", "authzid",
            "connections", "4",
            "own-folders", "Chats, Contacts, Emailed Contacts"));

    private final Map<String, String> options;

    Presets(Map<String, String> options) {
        this.options = options;
    }

    /** Options under {@code mailmig.<server>.} and their values. */
    public Map<String, String> options() {
        return options;
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Presets> find(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word.trim().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** @throws PermanentException naming the key, if there is no such preset */
    public static Presets of(String word, String key) {
        return find(word)
                .orElseThrow(() -> new PermanentException("Configuration key " + key + " must be one of "
                        + Arrays.stream(values()).map(Presets::word).collect(Collectors.joining(", ")) + ", not \""
                        + word
                        + "\"."));
    }
}
