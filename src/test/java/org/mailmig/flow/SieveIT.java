// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.ScriptAction;
import org.mailmig.ScriptReport;
import org.mailmig.ledger.copy.CloneState;
import org.mailmig.ledger.copy.ScriptState;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Lmtp;
import org.mailmig.world.Mail;
import org.mailmig.world.Rules;
import org.mailmig.world.Secrets;

/** Rules move with their mailbox, between two Pigeonholes. */
@RealServers
class SieveIT {
    private static final String FILES_LISTS =
            """
            # Lists go apart.
            require ["fileinto", "mailbox", "copy"];
            if header :contains "list-id" "camel" {
                fileinto "Archive/2023/Über & Co"; /* as "Archive" */
                stop;
            }
            if header :is "subject" "Archive" { fileinto :copy :create "Archive"; }
            """;
    private static final String VACATION =
            "require \"vacation\";\r\nvacation :days 7 :subject \"Weg\" text:\r\nBin im \"Urlaub\".\r\n..\r\n.\r\n;\r\n";

    private final String user = Users.fresh("sieve");
    private final Dovecot dotted = Dovecot.shared(
            DovecotOptions.named("rules").format("maildir").separator('.').prefix("INBOX."));
    private final Rules source = new Rules(Dovecot.source(), user);
    private final Rules target = new Rules(dotted, user);
    private InProcess line;

    @TempDir
    Path dir;

    @BeforeEach
    void start() throws Exception {
        line = line(dotted);
        line.source(user).create("Archive/2023/Über & Co", "Sent").append(Mail.of("one", "1"));
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private static InProcess line(Dovecot target) throws Exception {
        return new InProcess(Dovecot.source(), target)
                .with(
                        "mailmig.source.sieve.uri",
                        "sieve://127.0.0.1:" + Dovecot.source().sievePort())
                .with("mailmig.target.sieve.uri", "sieve://127.0.0.1:" + target.sievePort())
                .with("mailmig.source.sieve.tls", "none")
                .with("mailmig.target.sieve.tls", "none");
    }

    private void deliver(String subject, String header) {
        new Lmtp(dotted.lmtpPort())
                .deliver(
                        user + "@target.example",
                        ("Subject: " + subject + "\r\n" + header + "\r\n\r\ntext\r\n").getBytes());
    }

    @Test
    void allScriptsReachTheTargetOneIsActiveAndFilesIntoTheMappedFolder() {
        source.put("lists", FILES_LISTS).put("weg", VACATION).activate("lists");
        AccountResult result = line.clone(user);

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.warnings).isEmpty();
        assertThat(target.all()).containsOnlyKeys("lists", "weg");
        assertThat(target.get("weg")).isEqualTo(VACATION);
        assertThat(target.get("lists"))
                .isEqualTo(FILES_LISTS
                        .replace("fileinto \"Archive/2023/Über & Co\"", "fileinto \"INBOX.Archive.2023.Über & Co\"")
                        .replace("fileinto :copy :create \"Archive\"", "fileinto :copy :create \"INBOX.Archive\""));
        assertThat(target.active()).isEqualTo("lists");
        assertThat(source.all()).containsOnlyKeys("lists", "weg");
        assertThat(source.active()).isEqualTo("lists");

        deliver("news", "List-Id: <users.camel.example>");
        deliver("Archive", "X: y");
        assertThat(line.target(user).snapshot().messages("INBOX.Archive.2023.Über & Co"))
                .extracting(each -> each.subject())
                .containsExactly("news");
        assertThat(line.target(user).snapshot().messages("INBOX.Archive")).hasSize(1);
        assertThat(line.target(user).snapshot().messages("INBOX")).hasSize(2);
    }

    @Test
    void twiceChangesNothingAndAChangeAtTheSourceFollows() {
        source.put("lists", FILES_LISTS).activate("lists");
        line.clone(user);
        String first = target.get("lists");
        AccountResult second = line.clone(user);
        assertThat(second.scripts).singleElement().satisfies(each -> {
            assertThat(each.action()).isEqualTo(ScriptAction.PRESENT);
            assertThat(each.active()).isTrue();
        });
        assertThat(target.get("lists")).isEqualTo(first);

        source.put("lists", FILES_LISTS.replace("camel", "kamel"));
        AccountResult third = line.clone(user);
        assertThat(third.scripts).singleElement().satisfies(each -> assertThat(each.action())
                .isEqualTo(ScriptAction.UPDATED));
        assertThat(target.get("lists")).isEqualTo(first.replace("camel", "kamel"));
        assertThat(target.active()).isEqualTo("lists");
    }

    @Test
    void aMergeLeavesTheOwnersScriptsAndTheActiveOneAlone() {
        source.put("main", FILES_LISTS).put("more", VACATION).activate("main");
        target.put("main", "keep;\r\n").activate("main");
        line.target(user).append(Mail.of("mine", "own"));
        AccountResult result = line.merge(user);

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(target.all()).containsOnlyKeys("main", "main (source)", "more");
        assertThat(target.get("main")).isEqualTo("keep;\r\n");
        assertThat(target.get("main (source)")).contains("INBOX.Archive");
        assertThat(target.active()).isEqualTo("main");
        assertThat(result.warnings)
                .anyMatch(each -> each.contains("another script \"main\"") && each.contains("main (source)"))
                .anyMatch(each -> each.contains("stays active"));

        AccountResult again = line.merge(user);
        assertThat(again.scripts).extracting(ScriptReport::action).containsOnly(ScriptAction.PRESENT);
        assertThat(target.all()).containsOnlyKeys("main", "main (source)", "more");
    }

    @Test
    void whatTheOwnerChangedRemovedOrSwitchedOffStaysSo() {
        source.put("one", "keep;\r\n").put("two", "discard;\r\n").activate("two");
        line.clone(user);
        target.put("one", "stop;\r\n").switchOff().remove("two");
        AccountResult again = line.clone(user);

        assertThat(again.outcome).describedAs(again.reason).isEqualTo(Outcome.DONE);
        assertThat(again.scripts)
                .extracting(ScriptReport::action)
                .containsExactlyInAnyOrder(ScriptAction.KEPT, ScriptAction.GONE);
        assertThat(target.all()).containsOnlyKeys("one").containsEntry("one", "stop;\r\n");
        assertThat(target.active()).isEmpty();

        AccountResult restored =
                line.with("mailmig.merge.restore-missing", "true").merge(user);
        assertThat(target.all()).containsOnlyKeys("one", "two");
        assertThat(target.active()).isEmpty();
        assertThat(restored.warnings).anyMatch(each -> each.contains("deactivated it"));
    }

    @Test
    void aScriptThatTheTargetCannotRunIsKeptAsCommentsAndSaid() throws Exception {
        Dovecot plain = Dovecot.shared(DovecotOptions.named("plain").plugin("sieve_extensions", "-vacation"));
        source.put("weg", VACATION).put("other", "keep;\r\n").activate("weg");
        try (InProcess other = line(plain)) {
            AccountResult result = other.clone(user);
            Rules there = new Rules(plain, user);

            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.warnings)
                    .anyMatch(each -> each.contains("\"weg\"") && each.contains("vacation, which it requires"))
                    .anyMatch(each -> each.contains("\"weg\"") && each.contains("kept there as comments"))
                    .anyMatch(each -> each.contains("\"weg\"") && each.contains("not active"));
            assertThat(there.all()).containsOnlyKeys("weg", "other");
            assertThat(there.active()).isEmpty();
            assertThat(there.get("weg").lines().skip(2).map(each -> each.replaceFirst("^#\\| ", "") + "\r\n"))
                    .containsExactlyElementsOf(
                            VACATION.lines().map(each -> each + "\r\n").toList());
            AccountResult again = other.clone(user);
            assertThat(again.outcome).describedAs(again.reason).isEqualTo(Outcome.DONE);
            assertThat(there.all()).containsOnlyKeys("weg", "other");
        }
    }

    @Test
    void aScriptForWhichThereIsNoRoomIsNamed() throws Exception {
        Dovecot small = Dovecot.shared(DovecotOptions.named("narrow").plugin("sieve_quota_max_scripts", "1"));
        source.put("one", "keep;\r\n").put("two", "keep;\r\n").activate("one");
        try (InProcess other = line(small)) {
            AccountResult result = other.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.scripts)
                    .extracting(ScriptReport::action)
                    .containsExactlyInAnyOrder(ScriptAction.COPIED, ScriptAction.FAILED);
            assertThat(result.warnings).anyMatch(each -> each.contains("no space"));
            assertThat(new Rules(small, user).all()).hasSize(1);
        }
    }

    @Test
    void whatCannotFollowTheFolderMapIsSaid() {
        source.put("lib", "keep;\r\n")
                .put(
                        "main",
                        """
                        require ["fileinto", "variables", "include", "mailbox"];
                        include :personal "lib";
                        set "where" "Lists";
                        fileinto "${where}/x";
                        fileinto :create "New/deep";
                        fileinto "Gone.away/deep";
                        redirect "%s@source.example";
                        """
                                .formatted(user))
                .activate("main");
        target.put("lib", "stop;\r\n");
        AccountResult result =
                line.with("mailmig.forwarder.domain", "source.example").clone(user);

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(target.get("main"))
                .contains("include :personal \"lib (source)\"")
                .contains("fileinto \"${where}/x\"")
                .contains("fileinto :create \"INBOX.New.deep\"")
                .contains("fileinto \"INBOX.Gone=2Eaway.deep\"");
        assertThat(target.active()).isEqualTo("main");
        assertThat(result.warnings)
                .anyMatch(each -> each.contains("${where}/x") && each.contains("cannot be mapped"))
                .anyMatch(each -> each.contains("which is the account itself"))
                .anyMatch(each -> each.contains("Gone.away/deep") && each.contains("not among those copied"))
                .noneMatch(each -> each.contains("New/deep"));
    }

    /** An attempt that left this in the ledger, and broke off. */
    private void died(Consumer<Account> left) {
        Account account = line.accountOf(user);
        left.accept(account);
        account.getResult().outcome = Outcome.FAILED;
        line.ledger().leases().end(account);
    }

    @Test
    void aCopyThatDiedBetweenLedgerAndServerIsRepeated() {
        source.put("lists", FILES_LISTS).activate("lists");
        line.clone(user);
        target.switchOff().remove("lists");
        died(account -> {
            line.ledger().scripts().intend(account, "lists", "lists", "0".repeat(64)); // written down, never sent
            line.ledger().folderStates().cloneState(account, CloneState.BEGUN);
        });
        AccountResult again = line.clone(user);

        assertThat(again.outcome).describedAs(again.reason).isEqualTo(Outcome.DONE);
        assertThat(target.get("lists")).contains("INBOX.Archive");
    }

    /** It is unknown whether SETACTIVE was executed before the halt. In an unfinished clone no user can have deactivated the script. */
    @Test
    void anActivationThatBrokeOffIsRepeatedInACloneAndSaidInAMerge() {
        source.put("one", "keep;\r\n").activate("one");
        line.clone(user);
        target.switchOff();
        died(account -> line.ledger().scripts().activation(account, "one", ScriptState.Activation.INTENDED));
        AccountResult merged = line.merge(user);
        assertThat(merged.outcome).describedAs(merged.reason).isEqualTo(Outcome.DONE);
        assertThat(target.active()).isEmpty();
        assertThat(merged.warnings).anyMatch(each -> each.contains("was interrupted"));

        died(account -> line.ledger().folderStates().cloneState(account, CloneState.BEGUN));
        assertThat(line.clone(user).outcome).isEqualTo(Outcome.DONE);
        assertThat(target.active()).contains("one");
    }

    @Test
    void verifySeesWhatIsNotWhatWasPut() {
        source.put("lists", FILES_LISTS).activate("lists");
        AccountResult result =
                line.meanwhile(() -> target.put("lists", "stop;\r\n")).clone(user);
        assertThat(result.outcome).isEqualTo(Outcome.PARTIAL);
        assertThat(result.reason).contains("\"lists\" is not what was stored there");
    }

    @Test
    void anAdminWhoMayNotActForUsersIsRefusedBeforeAnythingIsWritten() {
        source.put("lists", FILES_LISTS);
        line.with("mailmig.target.sieve.uri", "sieve://127.0.0.1:1");
        AccountResult result = line.clone(user);
        assertThat(result.outcome).isEqualTo(Outcome.FAILED);
        assertThat(result.reason).contains("ManageSieve").contains("cannot be reached");
        assertThat(line.target(user).snapshot().count()).isZero();
    }

    @Test
    void aRunOverStarttlsReportsEachScript() {
        source.put("lists", FILES_LISTS).activate("lists");
        Migration migration = new Migration(dir, Dovecot.source(), dotted)
                .with(
                        "mailmig.source.sieve.uri",
                        "sieve://127.0.0.1:" + Dovecot.source().sievePort())
                .with("mailmig.target.sieve.uri", "sieve://127.0.0.1:" + dotted.sievePort());
        List<String> wave = List.of("source_user,mode", user + ",clone");
        Migration.Ended planned = plan(migration, wave);
        assertThat(planned.exit()).describedAs(planned.output()).isZero();
        assertThat(target.all()).isEmpty();
        Migration.Ended ended = migration.run(wave);

        assertThat(ended.exit()).describedAs(ended.output()).isZero();
        assertThat(ended.account(user).path("scripts").toString())
                .isEqualTo(
                        "[{\"source\":\"lists\",\"target\":\"lists\",\"action\":\"copied\",\"active\":true,\"notes\":[]}]");
        assertThat(target.active()).isEqualTo("lists");
        assertThat(new Secrets(Dovecot.ADMIN_PASSWORD).in(dir)).isEmpty();
    }

    @Test
    void withoutConfigurationPlanReportsIt() {
        Migration.Ended planned =
                plan(new Migration(dir, Dovecot.source(), dotted), List.of("source_user,mode", user + ",clone"));
        assertThat(planned.exit()).describedAs(planned.output()).isZero();
        assertThat(planned.output()).contains("Sieve scripts would not be copied", "mailmig.source.sieve.uri");
    }

    private Migration.Ended plan(Migration migration, List<String> wave) {
        try {
            Path file = java.nio.file.Files.write(dir.resolve("plan.csv"), wave);
            return migration.command(List.of("plan", "-c", file.toString()));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
