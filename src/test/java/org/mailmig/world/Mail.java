// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A message as it is put into a folder.
 *
 * @param folder the folder's name as its owner reads it, with the server's separator
 * @param octets all of it, with CRLF
 * @param flags system flags and keywords
 * @param date its INTERNALDATE, in whole seconds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record Mail(String folder, byte[] octets, List<String> flags, Instant date) {
    private static final Instant SOME_DAY = Instant.parse("2021-03-04T05:06:07Z");

    /** A small one in INBOX. */
    public static Mail of(String id, String body) {
        String text = "From: a@source.example\r\nSubject: " + id + "\r\nDate: Thu, 4 Mar 2021 05:06:07 +0000\r\n"
                + "Message-ID: <" + id + "@source.example>\r\n\r\n" + body + "\r\n";
        return new Mail("INBOX", text.getBytes(StandardCharsets.UTF_8), List.of(), SOME_DAY);
    }

    public Mail in(String other) {
        return new Mail(other, octets, flags, date);
    }

    public Mail flagged(String... names) {
        return new Mail(folder, octets, List.of(names), date);
    }

    public Mail at(Instant other) {
        return new Mail(folder, octets, flags, other.truncatedTo(ChronoUnit.SECONDS));
    }

    public Mail octets(byte[] others) {
        return new Mail(folder, others, flags, date);
    }
}
