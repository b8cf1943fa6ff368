package org.mailmig.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mailmig.servers.Dovecot;

/** Clones a folder of 20,000 messages that keep their UIDs: once without a gap between UIDs, once with 3,000 gaps. */
final class Gaps {
    private static final int MESSAGES = 20_000;
    private static final int GAPS = 3_000;
    private static final int AVERAGE_OCTETS = 2_000;

    private Gaps() {}

    /** {@code arguments}: rounds (3). */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        Path dir = Files.createTempDirectory("mailmig-gaps-");
        Ours ours = new Ours(Path.of("mailmig").toAbsolutePath(), dir);
        int from = Dovecot.source().imapPort();
        Fill.mailbox(from, "even", 1, MESSAGES, AVERAGE_OCTETS);
        Fill.mailbox(from, "gappy", 1, MESSAGES + GAPS, AVERAGE_OCTETS);
        removeSome("gappy");
        Map<String, String> identity = Map.of(
                "mailmig.target.identity.kind",
                "dovecot-http",
                "mailmig.target.identity.url",
                Dovecot.target().apiUrl(),
                "mailmig.target.identity.key",
                Dovecot.API_KEY);
        for (int round = 1; round <= rounds; round++) {
            for (String user : List.of("even", "gappy")) {
                double seconds = ours.run(
                        "r" + round + user,
                        List.of(user),
                        from,
                        Dovecot.target().imapPort(),
                        identity);
                System.out.printf("round %d, %s: %.2f s%n", round, user, seconds);
            }
        }
        System.exit(0);
    }

    private static void removeSome(String user) throws Exception {
        List<String> uids = new ArrayList<>();
        for (int i = 1; i <= GAPS; i++) {
            uids.add(String.valueOf(i * (MESSAGES + GAPS) / GAPS - 3));
        }
        try (Line line = new Line(Dovecot.source().imapPort(), user)) {
            line.command("SELECT INBOX");
            for (int first = 0; first < GAPS; first += 500) {
                line.command("UID STORE " + String.join(",", uids.subList(first, first + 500))
                        + " +FLAGS.SILENT (\\Deleted)");
            }
            line.command("EXPUNGE");
        }
    }
}
