// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.wire.ResponseReader;

/** GETMETADATA and SETMETADATA (RFC 5464, 4.2 and 4.3). */
public final class MetadataCommands {
    /** Longest requested value in bytes; a server reports when there are longer ones. */
    static final int MOST_OCTETS = 1 << 16;

    private MetadataCommands() {}

    /**
     * Requests all private and shared entries of a folder. Of the mailbox as a whole, if {@code rawName} is empty, the private ones;
     * Dovecot returns these only by name. The options come first (RFC 5464, 5), or after the name, as in the examples of section 4.2
     * and as some servers require; without options only entries requested by their whole name are returned.
     */
    static Command get(String rawName, ConnectionQuirks quirks) {
        Command command = new Command("GETMETADATA");
        if (quirks.lacks(Feature.METADATA_OPTIONS_BEHIND)) {
            return command.string(rawName)
                    .text(rawName.isEmpty() ? " (/private/comment)" : " (/private/comment /shared/comment)");
        }
        String entries = rawName.isEmpty() ? " (/private /private/comment)" : " (/private /shared)";
        return quirks.lacks(Feature.METADATA_OPTIONS)
                ? command.string(rawName)
                        .text(" (MAXSIZE " + MOST_OCTETS + ") (DEPTH infinity)" + entries)
                        .uses(Feature.METADATA_OPTIONS_BEHIND)
                : command.text(" (MAXSIZE " + MOST_OCTETS + " DEPTH infinity)")
                        .string(rawName)
                        .text(entries)
                        .uses(Feature.METADATA_OPTIONS)
                        .uses(Feature.METADATA_OPTIONS_BEHIND);
    }

    /** @param value one char per byte; sent as a literal unless it is a plain line */
    public static Command set(String rawName, String entry, String value) {
        Command command = new Command("SETMETADATA").string(rawName).text(" (").strings(List.of(entry));
        byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
        boolean plain = value.length() < Command.MOST_QUOTED && value.chars().allMatch(c -> c >= ' ' && c <= '~');
        return (plain
                        ? command.string(value)
                        : command.text(" ").literal(octets.length, true, out -> out.write(octets)))
                .text(")");
    }

    /** Sets the special use in lower case as an annotation (RFC 6154, 5.4). */
    public static Command setRole(String rawName, String role) {
        String name = role.substring(1);
        return set(
                rawName,
                "/private/specialuse",
                "\\" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
    }

    /** Returns whether the server keeps annotations of folders. {@code METADATA-SERVER} alone does not (RFC 5464, 1). */
    public static boolean isOffered(Capabilities capabilities) {
        return capabilities.has("METADATA");
    }

    /** Reads {@code METADATA mailbox (entry value ...)} (RFC 5464, 4.4.1); entries without a value are ignored. */
    static final class Answer implements ResponseHandler {
        /** Values by entry, one char per byte. */
        final Map<String, String> entries = new TreeMap<>();

        @Override
        public void data(long number, String name, ResponseReader in) throws IOException {
            if (!name.equals("METADATA")) {
                return;
            }
            in.blank();
            in.astring();
            in.blank();
            if (!in.take('(')) {
                return;
            }
            for (in.blank(); !in.take(')'); in.blank()) {
                String entry = in.astring();
                in.blank();
                String value = in.nstring();
                if (entry.isEmpty()) {
                    return;
                }
                if (value != null) {
                    entries.put(entry.toLowerCase(Locale.ROOT), value);
                }
            }
        }
    }
}
