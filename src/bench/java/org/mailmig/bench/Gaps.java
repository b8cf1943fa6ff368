// SPDX-License-Identifier: Apache-2.0
package org.mailmig.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;

/** Clones a folder of 20,000 messages that keep their UIDs: once without a gap between UIDs, once with 3,000 gaps. */
final class Gaps {
    private static final int MESSAGES = 20_000;
    private static final int GAPS = 3_000;
    private static final int AVERAGE_OCTETS = 2_000;

    private Gaps() {}

    /** {@code arguments}: rounds (3), UIDs in each gap (1), format of the target (mdbox). */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int length = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        Dovecot target =
                Dovecot.shared(DovecotOptions.named("target").format(arguments.length > 2 ? arguments[2] : "mdbox"));
        Path dir = Files.createTempDirectory("mailmig-gaps-");
        Ours ours = new Ours(Path.of("mailmig").toAbsolutePath(), dir);
        int from = Dovecot.source().imapPort();
        Fill.gappy(from, "even", MESSAGES, 0, 0, AVERAGE_OCTETS);
        Fill.gappy(from, "gappy", MESSAGES, GAPS, length, AVERAGE_OCTETS);
        Map<String, String> identity = Map.of(
                "mailmig.target.identity.kind",
                "dovecot-http",
                "mailmig.target.identity.url",
                target.apiUrl(),
                "mailmig.target.identity.key",
                Dovecot.API_KEY);
        for (int round = 1; round <= rounds; round++) {
            for (String user : List.of("even", "gappy")) {
                double seconds = ours.run("r" + round + user, List.of(user), from, target.imapPort(), identity);
                System.out.printf(Locale.ROOT, "round %d, %s: %.2f s%n", round, user, seconds);
            }
        }
        System.exit(0);
    }
}
