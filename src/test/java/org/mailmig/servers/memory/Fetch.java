// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import static org.mailmig.servers.memory.Untagged.literal;
import static org.mailmig.servers.memory.Untagged.quoted;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The responses to one FETCH: FLAGS, INTERNALDATE, RFC822.SIZE, a text, fields of a header, and Dovecot's X-MAILBOX. */
final class Fetch {
    private static final Pattern HEADER = Pattern.compile("HEADER\\.FIELDS \\(([^)]*)\\)");

    private final Faults faults;
    private final String items;
    private final String storedIn;
    /** Names of the fields asked for, or {@code null}. */
    private final String fields;

    private final boolean text;

    Fetch(Faults faults, String items, String storedIn) {
        this.faults = faults;
        this.items = items;
        this.storedIn = storedIn;
        Matcher header = HEADER.matcher(items);
        fields = header.find() ? header.group(1) : null;
        text = items.contains("BODY.PEEK[]");
    }

    /** Empty if the server keeps this message back. */
    Optional<String> response(int number, Message message) {
        if (!(text ? faults.sends.test(message.uid) : fields != null || faults.lists.test(message.uid))) {
            return Optional.empty();
        }
        StringBuilder line = new StringBuilder("* " + number + " FETCH (UID " + message.uid);
        if (items.contains("FLAGS")) {
            line.append(" FLAGS (").append(String.join(" ", message.flags)).append(')');
        }
        if (items.contains("INTERNALDATE")) {
            line.append(" INTERNALDATE \"").append(message.date).append('"');
        }
        if (items.contains("RFC822.SIZE")) {
            line.append(" RFC822.SIZE ")
                    .append(faults.size.applyAsLong(
                            faults.reads.apply(message.text).length()));
        }
        if (items.contains("X-MAILBOX")) {
            line.append(" X-MAILBOX ").append(quoted(storedIn));
        }
        if (fields != null) {
            line.append(" BODY[HEADER.FIELDS (").append(fields).append(")] ").append(literal(message.header(fields)));
        }
        if (text) {
            line.append(" BODY[] ").append(literal(faults.reads.apply(message.text)));
        }
        return Optional.of(line.append(')').toString());
    }
}
