// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.GreenMailServer;
import org.mailmig.servers.MailServer;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;
import org.mailmig.world.Snapshot.Folder;
import org.mailmig.world.Snapshot.Message;
import org.mailmig.world.Wire;

/** A clone whose folders and messages have the identifiers of the source. */
@RealServers
class IdentityIT {
    private final String user = Users.fresh("ida");

    /** Gaps of all kinds, at the beginning, between and at the end; one that is long. */
    static Mailbox filled(MailServer server, String user) {
        String deep = server instanceof GreenMailServer ? "Archive.2023.Über & Co" : "Archive/2023/Über & Co";
        if (server instanceof Cyrus) { // where a folder has a role only if it is asked for
            try (Wire wire = new Wire(server, user)) {
                wire.command("CREATE Sent (USE (\\Sent))");
                wire.command("SUBSCRIBE Sent");
            }
        }
        Mailbox box = new Mailbox(server, user).create("Sent", deep, "Empty", "Gone");
        List<Mail> mails = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            mails.add(Mail.of("message " + i, "text " + i)
                    .flagged(i % 3 == 0 ? new String[] {"\\Seen", "$Label1"} : new String[0]));
        }
        for (int i = 1; i <= 300; i++) {
            mails.add(Mail.of("sent " + i, "text " + i).in("Sent"));
        }
        mails.add(Mail.of("archived", "1").in(deep).flagged("\\Flagged"));
        mails.add(Mail.of("gone", "1").in("Gone"));
        byte[] large =
                ("Subject: large\r\n\r\n" + "0123456789abcdef\r\n".repeat(300_000)).getBytes(StandardCharsets.US_ASCII);
        mails.add(30, Mail.of("large", "").octets(large));
        if (server instanceof GreenMailServer) {
            mails.replaceAll(GreenMailServer::holdable);
        }
        return box.append(mails)
                .remove("INBOX", "1:3,7,11:20,39:41")
                .remove("Sent", "2:250,298")
                .remove("Gone", "1");
    }

    /** Folder to UIDVALIDITY, UIDNEXT and the message at each UID. */
    static Map<String, List<String>> identity(Snapshot seen) {
        Map<String, List<String>> identity = new TreeMap<>();
        for (Map.Entry<String, Folder> each : seen.folders().entrySet()) {
            if (!each.getValue().selectable()) {
                continue;
            }
            List<String> lines = new ArrayList<>();
            lines.add("UIDVALIDITY " + each.getValue().uidValidity());
            lines.add("UIDNEXT " + each.getValue().uidNext());
            for (Message message : each.getValue().messages()) {
                lines.add(message.uid() + " " + message.sha256() + " " + message.flags() + " " + message.date());
            }
            identity.put(each.getKey(), lines);
        }
        return identity;
    }

    private static AccountResult done(AccountResult result) {
        assertThat(result.outcome)
                .describedAs(result.reason + InProcess.shown(result))
                .isEqualTo(Outcome.DONE);
        return result;
    }

    @Test
    void dovecotToDovecotKeepsEverything() throws Exception {
        Map<String, List<String>> source =
                identity(filled(Dovecot.source(), user).snapshot());
        try (InProcess line = new InProcess().withIdentity()) {
            AccountResult result = done(line.clone(user));
            assertThat(result.warnings).isEmpty();
            assertThat(result.notes)
                    .hasSize(2)
                    .anyMatch(text -> text.contains("SAVEDATE"))
                    .anyMatch(text -> text.contains("Sieve scripts are ignored"));
            assertThat(identity(line.target(user).snapshot()).entrySet()).containsAll(source.entrySet());
            for (String folder : List.of("INBOX", "Sent", "Gone", "Empty")) {
                assertThat(guid(Dovecot.target(), folder)).isEqualTo(guid(Dovecot.source(), folder));
            }
        }
    }

    private String guid(Dovecot server, String folder) {
        return server.doveadm("mailbox", "status", "-u", user, "guid", folder);
    }

    @Test
    void aMaildirKeepsThemToo() throws Exception {
        Dovecot maildir =
                Dovecot.shared(DovecotOptions.named("maildir").format("maildir").separator('.'));
        Map<String, List<String>> source =
                identity(filled(Dovecot.source(), user).snapshot());
        try (InProcess line = new InProcess(Dovecot.source(), maildir).withIdentity()) {
            done(line.clone(user));
            Map<String, List<String>> target = identity(line.target(user).snapshot());
            assertThat(target.get("INBOX")).isEqualTo(source.get("INBOX"));
            assertThat(target.get("Archive.2023.Über & Co")).isEqualTo(source.get("Archive/2023/Über & Co"));
        }
    }

    @RealCyrus
    @Test
    void dovecotToCyrusKeepsEverything() throws Exception {
        Map<String, List<String>> source =
                identity(filled(Dovecot.source(), user).snapshot());
        try (InProcess line = new InProcess(Dovecot.source(), Cyrus.target()).withIdentity()) {
            AccountResult result = done(line.clone(user));
            assertThat(result.warnings).isEmpty();
            Snapshot target = line.target(user).snapshot();
            assertThat(identity(target).entrySet()).containsAll(source.entrySet());
            assertThat(target.folders().get("Sent").role()).isEqualTo("\\Sent");
        }
    }

    @RealCyrus
    @Test
    void cyrusToDovecotKeepsUidsAndSaysThatTheMailboxIdsAreNew() throws Exception {
        Map<String, List<String>> source = identity(filled(Cyrus.source(), user).snapshot());
        try (InProcess line = new InProcess(Cyrus.source(), Dovecot.target()).withIdentity()) {
            AccountResult result = done(line.clone(user));
            assertThat(result.warnings).hasSize(source.size()).allMatch(text -> text.contains("its mailbox id is new"));
            assertThat(identity(line.target(user).snapshot()).entrySet()).containsAll(source.entrySet());
        }
    }

    @RealCyrus
    @Test
    void cyrusToCyrusKeepsEverything() throws Exception {
        Map<String, List<String>> source = identity(filled(Cyrus.source(), user).snapshot());
        try (InProcess line = new InProcess(Cyrus.source(), Cyrus.target()).withIdentity()) {
            AccountResult result = done(line.clone(user));
            assertThat(result.warnings).isEmpty();
            assertThat(identity(line.target(user).snapshot()).entrySet()).containsAll(source.entrySet());
        }
    }

    /** Each attempt gets a little further, in spite of lost responses and remaining gap fillers. */
    @Test
    void aLineThatBreaksAgainAndAgainLeavesNothingWrong() throws Exception {
        Map<String, List<String>> source =
                identity(filled(Dovecot.source(), user).snapshot());
        try (CutLine cut = new CutLine(Dovecot.target().imapPort());
                InProcess line = new InProcess().withIdentity()) {
            line.with("mailmig.target.uri", "imap://127.0.0.1:" + cut.port());
            for (int octets : new int[] {2_000, 9_000, 14_000, 22_000, 30_000, 2_000_000}) {
                cut.breakAfter(octets);
                assertThat(line.clone(user).outcome).isEqualTo(Outcome.FAILED);
            }
            cut.breakAfter(Long.MAX_VALUE);
            done(line.clone(user));
            assertThat(identity(line.target(user).snapshot()).entrySet()).containsAll(source.entrySet());
        }
    }

    @RealCyrus
    @Test
    void aLineToCyrusThatBreaksAgainAndAgainLeavesNothingWrong() throws Exception {
        Map<String, List<String>> source =
                identity(filled(Dovecot.source(), user).snapshot());
        try (CutLine cut = new CutLine(Cyrus.target().imapPort());
                InProcess line = new InProcess(Dovecot.source(), Cyrus.target()).withIdentity()) {
            line.with("mailmig.target.identity.url", "imap://cyrus@127.0.0.1:" + cut.port());
            for (int octets : new int[] {3_000, 12_000, 40_000, 2_000_000}) {
                cut.breakAfter(octets);
                assertThat(line.clone(user).outcome).isEqualTo(Outcome.FAILED);
            }
            cut.breakAfter(Long.MAX_VALUE);
            done(line.clone(user));
            assertThat(identity(line.target(user).snapshot()).entrySet()).containsAll(source.entrySet());
        }
    }

    /** By UID. */
    private static Map<Long, Long> modSeqs(MailServer server, String user, String folder) {
        Map<Long, Long> found = new TreeMap<>();
        Pattern line = Pattern.compile("UID, (\\d+).*MODSEQ, \\[?(\\d+)|MODSEQ, \\[?(\\d+).*UID, (\\d+)");
        try (Wire wire = new Wire(server, user)) {
            wire.command("EXAMINE " + folder + " (CONDSTORE)");
            wire.command("UID FETCH 1:* (MODSEQ)", reply -> {
                Matcher told = line.matcher(reply.toString());
                if (told.find()) {
                    boolean uidFirst = told.group(1) != null;
                    found.put(
                            Long.parseLong(told.group(uidFirst ? 1 : 4)), Long.parseLong(told.group(uidFirst ? 2 : 3)));
                }
            });
        }
        return found;
    }

    /** A client cache of an older state of the source asks for changes since then: it must get all that it may have missed. */
    @Test
    void toACacheOfAnyAgeAllMessagesOfADovecotAreChanged() throws Exception {
        Mailbox box = filled(Dovecot.source(), user);
        for (int i = 0; i < 40; i++) {
            box.store("INBOX", "4:10", i % 2 == 0 ? "+FLAGS" : "-FLAGS", "\\Answered");
        }
        long highest = Collections.max(modSeqs(Dovecot.source(), user, "INBOX").values());
        assertThat(highest).isGreaterThan(30);
        try (InProcess line = new InProcess().withIdentity()) {
            done(line.clone(user));
            assertThat(modSeqs(Dovecot.target(), user, "INBOX").values())
                    .hasSize(24)
                    .allMatch(modSeq -> modSeq > highest);
        }
    }

    @RealCyrus
    @Test
    void cyrusKeepsTheModSeqOfEachMessage() throws Exception {
        Mailbox box = filled(Dovecot.source(), user);
        modSeqs(Dovecot.source(), user, "INBOX"); // from now on Dovecot keeps them
        box.store("INBOX", "4:10", "+FLAGS", "\\Answered").store("INBOX", "5", "+FLAGS", "\\Flagged");
        Map<Long, Long> source = modSeqs(Dovecot.source(), user, "INBOX");
        assertThat(Set.copyOf(source.values())).hasSizeGreaterThan(2);
        try (InProcess line = new InProcess(Dovecot.source(), Cyrus.target()).withIdentity()) {
            done(line.clone(user));
            assertThat(modSeqs(Cyrus.target(), user, "INBOX")).isEqualTo(source);
        }
    }

    /** Stating a folder again states its annotations too, whatever an owner wrote there. */
    @RealCyrus
    @Test
    void anAnnotationOfAnyTextDoesNotKeepAnUnfinishedCloneFromGoingOn() throws Exception {
        Map<String, List<String>> source =
                identity(filled(Dovecot.source(), user).snapshot());
        try (CutLine cut = new CutLine(Cyrus.target().imapPort());
                InProcess line = new InProcess(Dovecot.source(), Cyrus.target()).withIdentity()) {
            line.with("mailmig.target.identity.url", "imap://cyrus@127.0.0.1:" + cut.port());
            cut.breakAfter(12_000);
            assertThat(line.clone(user).outcome).isEqualTo(Outcome.FAILED);
            line.target(user)
                    .tell(
                            "SETMETADATA Sent (/shared/comment {11+}\r\nGr\u00fc\u00dfe\r\n\r\n)",
                            "SETMETADATA INBOX (/shared/comment \"plain\")");
            cut.breakAfter(Long.MAX_VALUE);
            done(line.clone(user));
            assertThat(identity(line.target(user).snapshot()).entrySet()).containsAll(source.entrySet());
            for (String folder : List.of("Sent", "INBOX")) {
                assertThat(line.target(user)
                                .ask("GETMETADATA " + folder + " /shared/comment")
                                .toString())
                        .doesNotContain("NIL");
            }
        }
    }

    @Test
    void belowAPrefixTheyAreKeptToo() throws Exception {
        Dovecot prefixed = Dovecot.shared(DovecotOptions.named("prefixed")
                .format("maildir")
                .separator('.')
                .prefix("INBOX."));
        Map<String, List<String>> source =
                identity(filled(Dovecot.source(), user).snapshot());
        try (InProcess line = new InProcess(Dovecot.source(), prefixed).withIdentity()) {
            AccountResult result = done(line.clone(user));
            assertThat(result.warnings).isEmpty();
            Map<String, List<String>> target = identity(line.target(user).snapshot());
            assertThat(target.get("INBOX")).isEqualTo(source.get("INBOX"));
            assertThat(target.get("INBOX.Sent")).isEqualTo(source.get("Sent"));
            assertThat(target.get("INBOX.Archive.2023.Über & Co")).isEqualTo(source.get("Archive/2023/Über & Co"));
        }
    }

    /** Placeholders go by what the journal holds, not by what they look like. */
    @Test
    void aMessageThatLooksLikeAPlaceholderStays() throws Exception {
        Mailbox box = filled(Dovecot.source(), user);
        byte[] alike = ("X-Mailmig-Placeholder: " + UUID.randomUUID() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        box.append(
                        Mail.of("", "").octets(alike).flagged("\\Deleted", "\\Seen"),
                        Mail.of("hole", "1"),
                        Mail.of("", "").octets(alike).flagged("\\Deleted"),
                        Mail.of("hole", "2"),
                        Mail.of("last", "3"))
                .store("INBOX", "42,44", "-FLAGS", "\\Deleted")
                .remove("INBOX", "43,45")
                .store("INBOX", "42,44", "+FLAGS", "\\Deleted");
        Map<String, List<String>> source = identity(box.snapshot());
        try (CutLine cut = new CutLine(Dovecot.target().imapPort());
                InProcess line = new InProcess().withIdentity()) {
            line.with("mailmig.target.uri", "imap://127.0.0.1:" + cut.port());
            cut.breakAfter(14_000);
            assertThat(line.clone(user).outcome).isEqualTo(Outcome.FAILED);
            cut.breakAfter(Long.MAX_VALUE);
            done(line.clone(user));
            assertThat(identity(line.target(user).snapshot()).entrySet()).containsAll(source.entrySet());
        }
    }

    /** Another client's message arrives right before the first message of a folder is written. */
    private LyingLine beforeFirst(String command, int port, Runnable delivery) throws Exception {
        AtomicBoolean delivered = new AtomicBoolean();
        return new LyingLine(
                port,
                request -> {
                    if (request.contains(command) && delivered.compareAndSet(false, true)) {
                        delivery.run();
                    }
                    return request;
                },
                answer -> answer);
    }

    /** Some are expunged between list and fetch: in the middle of a batch, and one that flows from line to line. */
    private void keepsTheUidsOfAllOthersWhereSomeGetLost(MailServer target) throws Exception {
        Mailbox box = filled(Dovecot.source(), user);
        AtomicBoolean removed = new AtomicBoolean();
        try (LyingLine losing = new LyingLine(
                        Dovecot.source().imapPort(),
                        request -> {
                            if (request.contains("BODY.PEEK[]")) {
                                synchronized (removed) { // another folder's request must not overtake the removal
                                    if (removed.compareAndSet(false, true)) {
                                        box.remove("INBOX", "5:6,31");
                                    }
                                }
                            }
                            return request.contains("BODY.PEEK[]")
                                    ? request.replace("FETCH 4:6,", "FETCH 4,").replace("FETCH 31 ", "FETCH 7 ")
                                    : request;
                        },
                        answer -> answer);
                InProcess line = new InProcess(Dovecot.source(), target).withIdentity()) {
            line.with("mailmig.source.uri", "imap://127.0.0.1:" + losing.port());
            AccountResult result = done(line.clone(user));
            assertThat(result.warnings).isEmpty();
            assertThat(line.target(user).snapshot().messages("INBOX")).hasSize(21);
            assertThat(identity(line.target(user).snapshot()).entrySet())
                    .containsAll(identity(box.snapshot()).entrySet());
        }
    }

    @Test
    void aMessageThatGetsLostDoesNotShiftTheOthersInADovecot() throws Exception {
        keepsTheUidsOfAllOthersWhereSomeGetLost(Dovecot.target());
    }

    @RealCyrus
    @Test
    void aMessageThatGetsLostDoesNotShiftTheOthersInACyrus() throws Exception {
        keepsTheUidsOfAllOthersWhereSomeGetLost(Cyrus.target());
    }

    private void deliver(MailServer server) {
        new Mailbox(server, user).append(Mail.of("intruder", "0").in("Sent"));
    }

    private void sourceStandsOnce(Snapshot source, Snapshot target) {
        List<String> expected = new ArrayList<>();
        source.messages("Sent").forEach(message -> expected.add(message.subject()));
        expected.add("intruder");
        assertThat(target.messages("Sent")).extracting(Message::subject).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(target.folders().values()).allSatisfy(folder -> assertThat(folder.messages())
                .noneMatch(message -> message.flags().contains("\\Deleted")));
    }

    @Test
    void mailThatIsDeliveredDuringTheCopyStopsTheCloneAndNoPlaceholderStays() throws Exception {
        Snapshot source = filled(Dovecot.source(), user).snapshot();
        try (LyingLine heard =
                        beforeFirst("APPEND \"Sent\"", Dovecot.target().imapPort(), () -> deliver(Dovecot.target()));
                InProcess line = new InProcess().withIdentity()) {
            line.with("mailmig.target.uri", "imap://127.0.0.1:" + heard.port());
            AccountResult result = line.clone(user);
            assertThat(result.outcome).isEqualTo(Outcome.PARTIAL);
            assertThat(result.reason).contains("another client writes into folder Sent", "when-initialised = merge");

            done(line.with("mailmig.target.when-initialised", "merge").clone(user));
            sourceStandsOnce(source, line.target(user).snapshot());
        }
    }

    @Test
    void orTheCloneContinuesAsAMergeIfConfigured() throws Exception {
        Snapshot source = filled(Dovecot.source(), user).snapshot();
        try (LyingLine heard =
                        beforeFirst("APPEND \"Sent\"", Dovecot.target().imapPort(), () -> deliver(Dovecot.target()));
                InProcess line = new InProcess().withIdentity()) {
            line.with("mailmig.target.uri", "imap://127.0.0.1:" + heard.port())
                    .with("mailmig.target.when-initialised", "merge");
            AccountResult result = done(line.clone(user));
            assertThat(result.fellBack).isTrue();
            assertThat(result.warnings).anyMatch(text -> text.contains("another client writes into folder Sent"));
            sourceStandsOnce(source, line.target(user).snapshot());
        }
    }

    @RealCyrus
    @Test
    void mailThatIsDeliveredToCyrusDuringTheCopyIsNeverOverwritten() throws Exception {
        Snapshot source = filled(Dovecot.source(), user).snapshot();
        try (LyingLine heard =
                        beforeFirst(".Sent SINCE_MODSEQ", Cyrus.target().imapPort(), () -> deliver(Cyrus.target()));
                InProcess line = new InProcess(Dovecot.source(), Cyrus.target()).withIdentity()) {
            line.with("mailmig.target.identity.url", "imap://cyrus@127.0.0.1:" + heard.port())
                    .with("mailmig.target.when-initialised", "merge");
            AccountResult result = done(line.clone(user));
            assertThat(result.fellBack).isTrue();
            sourceStandsOnce(source, line.target(user).snapshot());
        }
    }

    /** A clone that was killed with the APPEND of these messages under way. */
    private List<Mail> killedWhileSending(InProcess line, int sent) throws Exception {
        line.source(user).append(Mail.of("a", "1"), Mail.of("b", "2")).remove("INBOX", "1");
        done(line.clone(user));
        List<Mail> mails = List.of(Mail.of("c", "3"), Mail.of("d", "4"), Mail.of("e", "5"));
        line.source(user).append(mails);
        line.sql("update mailbox set clone_state = 'BEGUN'").journalAll("INBOX", sent, 3);
        return mails.subList(0, sent);
    }

    @Test
    void whatAKilledWorkerSentAndArrivesOnceItWasLookedForIsKnownAsOurs() throws Exception {
        try (InProcess line = new InProcess().withIdentity()) {
            List<Mail> late = killedWhileSending(line, 3);
            line.sql("update intent set looked = true");
            line.target(user).append(late);
            AccountResult result = done(line.clone(user));
            assertThat(result.fellBack).isFalse();
            assertThat(identity(line.target(user).snapshot()))
                    .isEqualTo(identity(line.source(user).snapshot()));
        }
    }

    @Test
    void whatArrivesAlongWithARepeatedAppendIsKnownAsOursAndLossesAreReported() throws Exception {
        try (InProcess line = new InProcess().withIdentity()) {
            List<Mail> late = killedWhileSending(line, 2);
            try (LyingLine heard =
                    beforeFirst("APPEND \"INBOX\"", Dovecot.target().imapPort(), () -> line.target(user)
                            .append(late))) {
                line.with("mailmig.target.uri", "imap://127.0.0.1:" + heard.port());
                AccountResult result = done(line.clone(user));
                assertThat(result.fellBack).isFalse();
                assertThat(result.warnings)
                        .anyMatch(text -> text.contains("an APPEND of an earlier worker was stored late"))
                        .anyMatch(text -> text.contains("folder INBOX: 1 message has another UID"));
                assertThat(line.target(user).snapshot().messages("INBOX"))
                        .extracting(message -> message.uid() + message.subject())
                        .containsExactly("2b", "3c", "4d", "7e");
            }
        }
    }

    @RealCyrus
    @Test
    void soItIsInACyrusWhereAllKeepTheirUids() throws Exception {
        try (InProcess line = new InProcess(Dovecot.source(), Cyrus.target()).withIdentity()) {
            List<Mail> late = killedWhileSending(line, 2);
            try (LyingLine heard = beforeFirst("SINCE_MODSEQ", Cyrus.target().imapPort(), () -> line.target(user)
                    .append(late))) {
                line.with("mailmig.target.identity.url", "imap://cyrus@127.0.0.1:" + heard.port());
                AccountResult result = done(line.clone(user));
                assertThat(result.fellBack).isFalse();
                assertThat(identity(line.target(user).snapshot()).get("INBOX"))
                        .isEqualTo(identity(line.source(user).snapshot()).get("INBOX"));
            }
        }
    }

    @Test
    void anUnusableIdentityConfigurationIsRefusedBeforeAnythingIsDone() throws Exception {
        filled(Dovecot.source(), user);
        try (InProcess line = new InProcess().withIdentity()) {
            AccountResult result =
                    line.with("mailmig.target.identity.key", "wrong").clone(user);
            assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
            assertThat(result.reason)
                    .contains("401", "mailmig.target.identity.key")
                    .doesNotContain("wrong");
            assertThat(line.target(user).snapshot().folders()).containsOnlyKeys("INBOX");
        }
        try (InProcess line = new InProcess().withIdentity()) {
            AccountResult result = line.with("mailmig.target.identity.url", "http://127.0.0.1:1/doveadm/v1")
                    .clone(user);
            assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
            assertThat(result.reason).contains("mailmig.target.identity.url", "does not answer");
        }
        try (InProcess line = new InProcess().withIdentity()) {
            AccountResult result = line.with(
                            "mailmig.target.identity.url", Dovecot.source().apiUrl())
                    .clone(user);
            assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
            assertThat(result.reason).contains("another INBOX");
        }
        try (InProcess line = new InProcess().withIdentity()) {
            AccountResult result =
                    line.with("mailmig.target.identity.kind", "magic").clone(user);
            assertThat(result.outcome).isEqualTo(Outcome.FAILED);
            assertThat(result.reason).contains("mailmig.target.identity.kind", "magic");
        }
    }

    @RealCyrus
    @Test
    void aCyrusThatDoesNotKnowTheAdminIsRefusedBeforeAnythingIsDone() throws Exception {
        filled(Dovecot.source(), user);
        try (InProcess line = new InProcess(Dovecot.source(), Cyrus.target()).withIdentity()) {
            AccountResult result =
                    line.with("mailmig.target.identity.key", "wrong").clone(user);
            assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
            assertThat(result.reason).contains("identity.key");
        }
        try (InProcess line = new InProcess(Dovecot.source(), Cyrus.target()).withIdentity()) {
            AccountResult result = line.with(
                            "mailmig.target.identity.url",
                            "imap://" + Cyrus.ADMIN + "@127.0.0.1:"
                                    + Cyrus.target().imapPort())
                    .clone(user);
            assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
            assertThat(result.reason).contains("admins in imapd.conf");
        }
    }

    @Test
    void withoutIdentityTheReportHoldsWhereEachMessageWent(@TempDir Path dir) throws Exception {
        Snapshot source = filled(Dovecot.source(), user).snapshot();
        try (InProcess line = new InProcess().with("mailmig.report.dir", dir.toString())) {
            done(line.clone(user));
            Snapshot target = line.target(user).snapshot();
            List<String> expected = new ArrayList<>();
            for (String folder : List.of("INBOX", "Sent")) {
                List<Message> there = target.messages(folder);
                List<Message> here = source.messages(folder);
                for (int i = 0; i < here.size(); i++) {
                    expected.add(String.join(
                            ",",
                            user,
                            folder,
                            "" + source.folders().get(folder).uidValidity(),
                            "" + here.get(i).uid(),
                            folder,
                            "" + target.folders().get(folder).uidValidity(),
                            "" + there.get(i).uid()));
                }
            }
            assertThat(line.uidMap()).containsAll(expected);
        }
    }
}
