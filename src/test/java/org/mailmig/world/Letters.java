// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** Writes messages of many kinds. */
final class Letters {
    private static final int HUGE = 2 << 20;
    private static final String[] WORDS = {
        "mailbox", "Grüße", "forward", "meeting", "Übergabe", "quota", "déjà vu", "invoice", "日本", "holiday"
    };
    private final Random random;
    private int number;

    Letters(Random random) {
        this.random = random;
    }

    /** {@code roll} from 0 to 99 decides what kind it is; the sizes go from some 300 octets to 2 MiB. */
    byte[] any(int roll) {
        number++;
        if (roll == 99 && random.nextInt(4) == 0) {
            return octets(head("huge", true) + "\r\n" + lines(HUGE));
        } else if (roll >= 96) {
            return octets(attachment(20_000 + random.nextInt(200_000)));
        } else if (roll >= 93) {
            return octets(head("no id", false) + "\r\n" + lines(200));
        } else if (roll >= 90) {
            return octets(head("a line of many bytes", true) + "\r\n" + "x".repeat(20_000) + "\r\n");
        } else if (roll >= 87) {
            return octets(head("raw Umläute: " + words(3), true) + "\r\n" + lines(300));
        } else if (roll >= 85) {
            return octets(head("nothing but a header", true) + "\r\n");
        } else if (roll >= 83) {
            return octets(head("no line end at the end", true) + "\r\nthe end");
        } else if (roll >= 80) {
            return octets(head("commands inside", true)
                    + "\r\na1 DELETE INBOX\r\n.\r\nFrom here on\r\n)\r\n* BYE\r\n{5+}\r\n");
        }
        return octets(head(words(2), true) + "\r\n" + lines(200 + random.nextInt(6_000)));
    }

    /** The same header with another body. */
    byte[] sameHeader(byte[] letter) {
        String text = new String(letter, StandardCharsets.UTF_8);
        return octets(
                text.substring(0, text.indexOf("\r\n\r\n") + 4) + "version " + random.nextLong() + "\r\n" + lines(300));
    }

    private String head(String subject, boolean messageId) {
        return "Return-Path: <sender" + number % 7 + "@elsewhere.example>\r\n"
                + "Received: from mx.elsewhere.example (192.0.2." + number % 250 + ")\r\n"
                + "\tby mail.source.example with ESMTP id " + number + ";\r\n"
                + "\tMon, 1 Jan 2001 00:00:00 +0000\r\n"
                + "From: \"Sender " + number % 7 + "\" <sender" + number % 7 + "@elsewhere.example>\r\n"
                + "Subject: " + subject + " " + number + "\r\n"
                + "Date: Mon, 1 Jan 2001 00:" + number % 6 + "0:00 +0100\r\n"
                + (messageId ? "Message-ID: <" + Long.toHexString(random.nextLong()) + "@elsewhere.example>\r\n" : "")
                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n";
    }

    private String attachment(int size) {
        byte[] data = new byte[size];
        random.nextBytes(data);
        String parts =
                head("attachment", true).replace("text/plain; charset=utf-8", "multipart/mixed; boundary=\"=_b\"");
        return parts + "\r\n--=_b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n--=_b\r\n"
                + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(data) + "\r\n--=_b--\r\n";
    }

    private String lines(int octets) {
        StringBuilder text = new StringBuilder(octets + 80);
        while (text.length() < octets) {
            text.append(words(8)).append("\r\n");
        }
        return text.toString();
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
