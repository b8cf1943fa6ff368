// SPDX-License-Identifier: Apache-2.0
package org.mailmig.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes a mailbox of plain messages, the same for the same name: sizes as in real life, many small and few large. */
final class Fill {
    private static final int BATCH = 100;
    private static final List<String> FLAGS = List.of("\\Seen", "\\Seen \\Flagged", "");
    private static final int LETTERS = 200_000;

    private Fill() {}

    /**
     * Appends an INBOX in which a gap of {@code length} UIDs stands behind every {@code messages / gaps} messages.
     *
     * @param gaps 0: none
     */
    static void gappy(int port, String user, int messages, int gaps, int length, int averageOctets) throws IOException {
        Random random = new Random(messages);
        StringBuilder letters = letters(random);
        byte[] hole = "Subject: hole\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Line line = new Line(port, user)) {
            long sent = 0;
            line.send("x APPEND INBOX");
            for (int i = 0; i < messages; i++) {
                line.send(" (\\Seen)");
                literal(line, message(user + "." + i, averageOctets, random, letters));
                sent++;
                boolean isBeforeGap = gaps > 0 && (long) (i + 1) * gaps / messages > (long) i * gaps / messages;
                for (int j = 0; isBeforeGap && j < length; j++) {
                    line.send(" (\\Deleted)");
                    literal(line, hole);
                    sent++;
                }
                if (sent >= BATCH * 20 && i < messages - 1) {
                    line.send("\r\n");
                    line.end();
                    line.send("x APPEND INBOX");
                    sent = 0;
                }
            }
            line.send("\r\n");
            line.end();
            line.command("SELECT INBOX");
            line.command("EXPUNGE");
        }
    }

    private static void literal(Line line, byte[] text) throws IOException {
        line.send(" {" + text.length + "+}\r\n");
        line.send(text);
    }

    private static StringBuilder letters(Random random) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < LETTERS; i++) {
            letters.append("abcdefghijklmnopqrstuvwxyz    ".charAt(random.nextInt(30)));
        }
        return letters;
    }

    static void mailbox(int port, String user, int folders, int messages, int averageOctets) throws IOException {
        Random random = new Random(user.hashCode());
        StringBuilder letters = letters(random);
        try (Line line = new Line(port, user)) {
            for (int folder = 0; folder < folders; folder++) {
                String name = folder == 0 ? "INBOX" : String.format(Locale.ROOT, "Folder%02d", folder);
                if (folder > 0) {
                    line.command("CREATE " + name);
                }
                for (int first = 0; first < messages / folders; first += BATCH) {
                    line.send("x APPEND " + name);
                    for (int i = first; i < Math.min(first + BATCH, messages / folders); i++) {
                        byte[] text = message(user + "." + folder + "." + i, averageOctets, random, letters);
                        line.send(String.format(
                                Locale.ROOT,
                                " (%s) \" 1-Jan-2024 10:%02d:%02d +0000\" {%d+}\r\n",
                                FLAGS.get(random.nextInt(FLAGS.size())),
                                i / 60 % 60,
                                i % 60,
                                text.length));
                        line.send(text);
                    }
                    line.send("\r\n");
                    line.end();
                }
            }
        }
    }

    private static byte[] message(String id, int average, Random random, CharSequence letters) {
        int length = Math.min(90_000, Math.max(300, (int) (-average * Math.log(1 - random.nextDouble()))));
        int from = random.nextInt(LETTERS - length);
        StringBuilder text = new StringBuilder(length + 500)
                .append("Message-ID: <")
                .append(id)
                .append("@bench.example>\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\nFrom: a@bench.example\r\n")
                .append("To: b@bench.example\r\nSubject: message ")
                .append(id)
                .append("\r\n\r\n");
        for (int at = from; at < from + length; at += 72) {
            text.append(letters, at, Math.min(from + length, at + 72)).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
