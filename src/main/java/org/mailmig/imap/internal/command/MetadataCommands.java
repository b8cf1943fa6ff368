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
import org.mailmig.imap.server.ServerQuirks.Feature;
import org.mailmig.imap.wire.ResponseReader;

/** GETMETADATA and SETMETADATA (RFC 5464, 4.2 and 4.3). */
public final class MetadataCommands {
    /** Longest value asked for, in octets; a server says when there are longer ones. */
    static final int MOST_OCTETS = 1 << 16;

    private MetadataCommands() {}

    /**
     * All private and shared entries of a folder. Of the mailbox as a whole, where {@code rawName} is empty, the private ones;
     * Dovecot tells these only by name. The options come first (RFC 5464, 5), or behind the name, as the examples of section 4.2
     * have it and some servers want it; without them only what is asked for by its whole name is told.
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

    /** @param value one char per octet; a literal where it is more than a plain line */
    public static Command set(String rawName, String entry, String value) {
        Command command = new Command("SETMETADATA").string(rawName).text(" (").strings(List.of(entry));
        byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
        boolean plain = value.length() < Command.MOST_QUOTED && value.chars().allMatch(c -> c >= ' ' && c <= '~');
        return (plain
                        ? command.string(value)
                        : command.text(" ").literal(octets.length, true, out -> out.write(octets)))
                .text(")");
    }

    /** The role of RFC 6154 in lower case as the annotation wants it (RFC 6154, 5.4). */
    public static Command setRole(String rawName, String role) {
        String name = role.substring(1);
        return set(
                rawName,
                "/private/specialuse",
                "\\" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
    }

    /** Is the server one that keeps annotations of folders? {@code METADATA-SERVER} alone keeps none (RFC 5464, 1). */
    public static boolean isOffered(Capabilities capabilities) {
        return capabilities.has("METADATA");
    }

    /** Takes {@code METADATA mailbox (entry value ...)} (RFC 5464, 4.4.1); entries without a value are no entries. */
    static final class Answer implements ResponseHandler {
        /** Value by entry, one char per octet. */
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
