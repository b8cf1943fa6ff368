// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mailbox;
import org.mailmig.world.MergeTable;

/**
 * Merge cases as tables, each run three times: clean; with the ledger of before and each APPEND journalled and without its
 * result, as after a crash; and again, when nothing may change.
 */
@RealServers
class MergeTableIT {
    private static final String KEEP = "keep";
    private static final String FOLLOW = "follow";

    @TempDir
    Path dir;

    /** message | source | ledger | target | afterwards. */
    static Stream<Arguments> cases() {
        return Stream.of(
                arguments("new mail is copied with its flags", KEEP, "A | *SF | - | - | *SF"),
                arguments("what both have stays one", KEEP, "A | *S | - | *S | *S"),
                arguments("what both have gains the source's flags", KEEP, "A | *F | - | *S | *SF"),
                arguments("what both have never gains Deleted", KEEP, "A | *DF | - | * | *F"),
                arguments("what both have in another folder is not copied", KEEP, "A | * | - | b:* | b:*"),
                arguments("twins stay twins", KEEP, "A | * | - | - | *\nA | * | - | - | *"),
                arguments("a twin on one side is matched once", KEEP, "A | * | - | * | *\nA | * | - | - | *"),
                arguments("twins on the target stay, too", KEEP, "A | * | - | * | *\nA | - | - | * | *"),
                arguments(
                        "the same headers with another body are another message",
                        KEEP,
                        "A | * | - | - | *\nA' | - | - | * | *"),
                arguments("a new version of a known one is copied", KEEP, "A | * | * | * | *\nA' | * | - | - | *"),
                arguments("a draft is matched by its body", KEEP, "A | *T | - | *T | *T\nA' | *T | - | - | *T"),
                arguments("nothing new changes nothing", KEEP, "A | *S | *S | *S | *S"),
                arguments("a flag added at the source is added", KEEP, "A | *SF | *S | *S | *SF"),
                arguments("a flag removed at the source is removed", KEEP, "A | * | *S | *S | *"),
                arguments("a keyword travels", KEEP, "A | *K | * | * | *K"),
                arguments("a keyword removed at the source is removed", KEEP, "A | * | *K | *K | *"),
                arguments("what the target's owner flagged stays", KEEP, "A | * | * | *F | *F"),
                arguments("what the target's owner unflagged stays so", KEEP, "A | *F | *F | * | *"),
                arguments("both flagged: one flag", KEEP, "A | *F | * | *F | *F"),
                arguments("both unflagged: none", KEEP, "A | * | *F | * | *"),
                arguments("the source's flag and the owner's meet", KEEP, "A | *A | * | *F | *AF"),
                arguments("Deleted does not travel", KEEP, "A | *D | * | * | *"),
                arguments("Deleted travels with a new message", KEEP, "A | *D | - | - | *D"),
                arguments("what the owner removed does not come back", KEEP, "A | * | * | - | -"),
                arguments("nor when the source flags it", KEEP, "A | *F | * | - | -"),
                arguments("what the user moved stays there", KEEP, "A | * | * | b:* | b:*"),
                arguments("gone at the source stays", KEEP, "A | - | * | * | *"),
                arguments("gone at the source goes", FOLLOW, "A | - | * | * | -"),
                arguments("gone on both sides stays gone", FOLLOW, "A | - | * | - | -"),
                arguments("gone at the source but touched by the owner stays", FOLLOW, "A | - | * | *F | *F"),
                arguments("gone at the source and moved by the owner stays", FOLLOW, "A | - | * | b:* | b:*"),
                arguments("the owner's own mail never goes", FOLLOW, "A | - | - | * | *\nB | - | * | * | -"),
                arguments("moved at the source is there twice if nothing is removed", KEEP, "A | b:* | * | * | * b:*"),
                arguments("moved at the source moves", FOLLOW, "A | b:* | * | * | b:*"),
                arguments(
                        "one twin goes at the source, one goes at the target",
                        FOLLOW,
                        "A | - | * | * | -\nA | * | * | * | *"),
                arguments(
                        "all at once",
                        FOLLOW,
                        "A | *F | * | * | *F\nB | - | *S | *S | -\nC | * | - | - | *\nD | - | - | *S | *S\nE | * | * | - | -\nG | b:*S | - | - | b:*S"));
    }

    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("cases")
    void table(String name, String removals, String rows) throws Exception {
        MergeTable table = new MergeTable(rows);
        String user = Users.fresh("table");
        try (InProcess line =
                new InProcess().ledgerIn(dir.resolve("ledger")).with("mailmig.merge.removals", removals)) {
            Mailbox source = line.source(user);
            Mailbox target = line.target(user);
            table.before(source);
            done(line.merge(user));
            table.since(source, target);
            Path before = line.keepLedger();
            long uidNext = target.snapshot().folders().get("INBOX").uidNext();
            long boxNext = target.snapshot().folders().get("Box").uidNext();

            AccountResult clean = done(line.merge(user));
            assertThat(MergeTable.shown(target.snapshot())).isEqualTo(table.expected());

            line.restoreLedger(before);
            line.journalAll("INBOX", clean.copied, uidNext);
            line.journalAll("Box", clean.copied, boxNext);
            AccountResult journalled = done(line.merge(user));
            assertThat(journalled.copied).describedAs("copied again").isZero();
            assertThat(MergeTable.shown(target.snapshot())).isEqualTo(table.expected());

            AccountResult again = done(line.merge(user));
            assertThat(List.of(again.copied, again.updated, again.removed)).containsOnly(0L);
            assertThat(MergeTable.shown(target.snapshot())).isEqualTo(table.expected());
        }
    }

    private static AccountResult done(AccountResult result) {
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        return result;
    }
}
