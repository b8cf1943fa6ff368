// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The meaning of a column, and its name in each grammar ({@code null}: that grammar has no such column). */
public enum Column {
    SOURCE_USER("source_user", "IMAP_Mailbox"),
    TARGET_USER("target_user", "Ex_Mailbox"),
    ADDRESS("address", "SMTP_Address"),
    SOURCE_PASSWORD("source_password", "IMAP_Password"),
    TARGET_PASSWORD("target_password", null),
    MODE("mode", null),
    FORWARD_ADDRESS("forward_address", null),
    DN("dn", null),
    SID("sid", null),
    SOURCE_SERVER("source_server", "IMAP_Server"),
    TARGET_SERVER("target_server", null),
    FOLDER_INCLUDE("folder_include", null),
    FOLDER_EXCLUDE("folder_exclude", null),
    TARGET_FOLDER("target_folder", null),
    FOLDER_MAP("folder_map", null),
    SINCE("since", null),
    UNTIL("until", null),
    SIZE_MIN("size_min", null),
    SIZE_MAX("size_max", null),
    SUBJECTS("subjects", null),
    PORT(null, "IMAP_Port"),
    SSL(null, "IMAP_SSL");

    private final String csv;
    private final String mailmig;

    Column(String csv, String mailmig) {
        this.csv = csv;
        this.mailmig = mailmig;
    }

    public String name(FileGrammar grammar) {
        return grammar == FileGrammar.CSV ? csv : mailmig;
    }

    public boolean isSecret() {
        return this == SOURCE_PASSWORD || this == TARGET_PASSWORD;
    }

    /** Ignores case and surrounding blanks; {@code null} for an unknown name. */
    public static Column find(FileGrammar grammar, String name) {
        return Arrays.stream(values())
                .filter(column -> name.strip().equalsIgnoreCase(column.name(grammar)))
                .findFirst()
                .orElse(null);
    }

    public static List<Column> required(FileGrammar grammar) {
        return grammar == FileGrammar.IMAP ? List.of(SOURCE_USER, ADDRESS, SOURCE_SERVER) : List.of(SOURCE_USER);
    }

    public static String names(FileGrammar grammar) {
        return Arrays.stream(values())
                .map(column -> column.name(grammar))
                .filter(name -> name != null)
                .collect(Collectors.joining(grammar == FileGrammar.CSV ? ", " : ","));
    }

    @Override
    public String toString() {
        return csv == null ? name().toLowerCase(Locale.ROOT) : csv;
    }
}
