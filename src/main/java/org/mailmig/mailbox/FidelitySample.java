// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.model.Flags;

/**
 * A sample message that a target may keep, alter or refuse.
 *
 * @param what a description for the report
 * @param octets the whole message
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record FidelitySample(String what, byte[] octets, OffsetDateTime date, Flags flags) {
    private static final OffsetDateTime USUAL = OffsetDateTime.parse("2021-03-04T05:06:07Z");
    private static final String HEAD = "From: probe@mailmig.invalid\r\nSubject: probe\r\n";

    /** Returns all samples, an ordinary message first: a target that refuses it is not tested further. */
    static List<FidelitySample> all() {
        List<FidelitySample> samples = new ArrayList<>();
        samples.add(of("an ordinary message", HEAD + "\r\nbody\r\n"));
        samples.add(of("8-bit bytes in a header", "Subject: Gr\u00c3\u00bc\u00c3\u009fe\r\n" + HEAD + "\r\nbody\r\n"));
        samples.add(of("8-bit bytes in a body", HEAD + "\r\nGr\u00c3\u00bc\u00c3\u009fe\r\n"));
        samples.add(of("NUL bytes", HEAD + "\r\na\u0000b\r\n"));
        samples.add(of("CR CR LF line ends", HEAD + "\r\na\r\r\nb\r\n"));
        samples.add(of("line ends without CR", HEAD + "\r\na\nb\r\n"));
        samples.add(of("CR within a line", HEAD + "\r\na\rb\r\n"));
        samples.add(of("a line of 100,000 bytes", HEAD + "\r\n" + "x".repeat(100_000) + "\r\n"));
        samples.add(of("a header line without a colon", HEAD + "no colon\r\n\r\nbody\r\n"));
        samples.add(of("no line end at the end", HEAD + "\r\nbody"));
        samples.add(dated("a date before 1970", "1969-05-01T00:00:00Z"));
        samples.add(dated("a date after 2038", "2040-05-01T00:00:00Z"));
        samples.add(new FidelitySample(
                "keywords", latin(HEAD + "\r\nbody\r\n"), USUAL, Flags.of(List.of("\\Seen", "$Probe"))));
        return samples;
    }

    /** @param text one char per byte */
    private static FidelitySample of(String what, String text) {
        return new FidelitySample(what, latin(text), USUAL, Flags.NONE);
    }

    private static FidelitySample dated(String what, String date) {
        return new FidelitySample(what, latin(HEAD + "\r\nbody\r\n"), OffsetDateTime.parse(date), Flags.NONE);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
