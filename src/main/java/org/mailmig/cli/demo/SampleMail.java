// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.demo;

import com.icegreen.greenmail.store.MailFolder;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Random;

/** Typical messages: plain, HTML, attachments, umlauts, drafts, duplicates, some without a Message-ID. The same in every run. */
public final class SampleMail {
    public static final List<String> FOLDERS =
            List.of("INBOX", "Sent", "Drafts", "Projekte", "Projekte.Müller & Söhne", "Archiv.2024.Herbst");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final List<String> SUBJECTS = List.of(
            "Lunch on Friday?",
            "Re: offer 4711",
            "=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=",
            "Minutes of the meeting",
            "Fwd: invoice",
            "");
    private final Random random;
    private final Session session = Session.getInstance(new Properties());
    private String last = "";

    public SampleMail(long seed) {
        random = new Random(seed);
    }

    /** Adds {@code count} messages to the folder. */
    public void fill(MailFolder folder, DemoUser owner, int count) throws MessagingException {
        for (int number = 0; number < count; number++) {
            Instant arrived = GreenMailNoonBug.avoided(
                    Instant.parse("2023-01-01T08:00:00Z").plusSeconds(random.nextInt(90_000_000)));
            // Some messages occur twice, byte for byte: a copy must keep both.
            String text = number % 17 == 16 ? last : message(owner, arrived);
            last = text;
            folder.appendMessage(parsed(text), flags(), Date.from(arrived));
        }
    }

    public MimeMessage parsed(String text) throws MessagingException {
        return new MimeMessage(session, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Flags flags() {
        Flags flags = new Flags();
        for (Flags.Flag flag : List.of(Flags.Flag.SEEN, Flags.Flag.ANSWERED, Flags.Flag.FLAGGED, Flags.Flag.DRAFT)) {
            if (random.nextInt(3) == 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private String message(DemoUser owner, Instant date) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(12) > 0) {
            text.append("Message-ID: <")
                    .append(Long.toHexString(random.nextLong()))
                    .append("@mail.example>\r\n");
        }
        text.append("From: Somebody <somebody").append(random.nextInt(50)).append("@else.example>\r\n");
        text.append("To: ").append(owner.source()).append("\r\n");
        text.append("Date: ").append(DATE.format(date)).append("\r\n");
        text.append("Subject: ")
                .append(SUBJECTS.get(random.nextInt(SUBJECTS.size())))
                .append("\r\n");
        text.append("MIME-Version: 1.0\r\n");
        switch (random.nextInt(4)) {
            case 0 -> text.append("Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
                    .append(prose());
            case 1 -> text.append(
                            "Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>")
                    .append(prose())
                    .append("</p>\r\n");
            case 2 -> attachment(text);
            default -> text.append(
                    "Content-Type: text/plain; charset=US-ASCII\r\n\r\n.\r\n..dots\r\nFrom here on.\r\n");
        }
        return text.toString();
    }

    private void attachment(StringBuilder text) {
        byte[] octets = new byte[500 + random.nextInt(20_000)];
        random.nextBytes(octets);
        String boundary = "=_" + Long.toHexString(random.nextLong());
        text.append("Content-Type: multipart/mixed; boundary=\"")
                .append(boundary)
                .append("\"\r\n\r\n");
        text.append("--").append(boundary).append("\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n");
        text.append(prose()).append("--").append(boundary).append("\r\n");
        text.append("Content-Type: application/octet-stream; name=\"data.bin\"\r\n");
        text.append("Content-Transfer-Encoding: base64\r\n\r\n");
        text.append(Base64.getMimeEncoder().encodeToString(octets));
        text.append("\r\n--").append(boundary).append("--\r\n");
    }

    private String prose() {
        return "Schöne Grüße, und bitte die Änderungen prüfen.\r\n".repeat(1 + random.nextInt(20));
    }
}
