// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Mailboxes full of ordinary and of awkward messages, the same for the same seed. Only bytes that Dovecot stores
 * unchanged: no NUL, no bare LF, no CR CR LF.
 */
public final class Corpus {
    private static final Instant FIRST_DAY = Instant.parse("1996-01-01T00:00:00Z");
    private static final int TWENTY_YEARS_SECS = 20 * 365 * 86_400;
    private static final List<List<String>> FLAGS = List.of(
            List.of(),
            List.of("\\Seen"),
            List.of("\\Seen"),
            List.of("\\Seen", "\\Answered"),
            List.of("\\Flagged"),
            List.of("\\Seen", "$Forwarded"),
            List.of("\\Seen", "$label1", "Privat"),
            List.of("\\Deleted"));

    private final Random random;
    private final Letters letters;
    private final char separator;

    /** @param separator the hierarchy separator of the server that the mailboxes are put on */
    public Corpus(long seed, char separator) {
        this.random = new Random(seed);
        this.letters = new Letters(random);
        this.separator = separator;
    }

    /** The folders of each mailbox, in an order in which they can be made. The last one stays empty. */
    public List<String> folders() {
        UnaryOperator<String> path = slashed -> slashed.replace('/', separator);
        List<String> folders = new ArrayList<>(List.of(
                "INBOX",
                "Sent",
                "Drafts",
                "Ümläute & Söhne",
                "Tom & Jerry",
                path.apply("Archiv/2019/Jänner"),
                path.apply("Archiv/2019"),
                path.apply("tief/2/3/4/5/6/7/8/9/zehn"),
                "日本語",
                "Say \"hi\"",
                "[alt] $x #1 {2} (3)",
                path.apply("Leer/ganz leer")));
        if (separator != '.') {
            folders.add(1, "v1.2.3");
        }
        return folders;
    }

    /** So many messages, spread over all folders but the last. */
    public List<Mail> mails(int count) {
        List<String> folders = folders().subList(0, folders().size() - 1);
        List<Mail> mails = new ArrayList<>();
        while (mails.size() < count) {
            int roll = random.nextInt(100);
            Mail mail = mail(folders.get(random.nextInt(folders.size())), letters.any(roll));
            mails.add(mail);
            if (roll < 2) {
                mails.add(mail); // twice the very same: they stay two
            } else if (roll < 4) {
                mails.add(mail(mail.folder(), letters.sameHeader(mail.octets())));
            }
        }
        List<Mail> exactly = new ArrayList<>(mails.subList(0, count));
        int drafts = Math.min(5, count);
        byte[] draft = letters.any(50);
        for (int i = 0; i < drafts; i++) {
            exactly.set(i, mail("Drafts", letters.sameHeader(draft)).flagged("\\Draft", "\\Seen"));
        }
        return exactly;
    }

    private Mail mail(String folder, byte[] octets) {
        Instant date = FIRST_DAY.plusSeconds(random.nextInt(TWENTY_YEARS_SECS));
        return new Mail(folder, octets, FLAGS.get(random.nextInt(FLAGS.size())), date);
    }
}
