// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** A stored message. Tests may change its flags. */
public final class Message {
    public final long uid;
    public final Set<String> flags = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);
    /** INTERNALDATE without quotation marks. */
    public final String date;
    /** Header and body; each character is a byte. */
    public final String text;

    Message(long uid, Collection<String> flags, String date, String text) {
        this.uid = uid;
        this.flags.addAll(flags);
        this.date = date;
        this.text = text;
    }

    /** The same message with other bytes, as if the server had changed it. */
    public Message withText(String other) {
        return new Message(uid, flags, date, other);
    }

    /** The header with the empty line that ends it. */
    String header() {
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? "\r\n" : text.substring(0, end + 4);
    }

    /** Those fields of the header that have one of these names, and an empty line. */
    String header(String names) {
        StringBuilder fields = new StringBuilder();
        for (String field : header().split("(?<=\r\n)(?![ \t])")) {
            for (String name : names.split(" ")) {
                if (field.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                    fields.append(field);
                }
            }
        }
        return fields.append("\r\n").toString();
    }
}
