// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.Outcome;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.MailServer;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** What a clone keeps, and declares, where one side or both are a real Cyrus. */
@RealCyrus
class CyrusExtrasIT {
    private static final String HEAD = "From: a@source.example\r\nMessage-ID: <%s@source.example>\r\n";
    private final String user = Users.fresh("cy");
    private final String friend = Users.fresh("fr");

    @Test
    void eightBitHeadersThatCyrusAltersAreDeclaredAndNoDifference() throws Exception {
        new Mailbox(Dovecot.source(), user)
                .append(
                        Mail.of("plain", "1"),
                        raw("eight", "Subject: Gr\u00c3\u00bc\u00c3\u009fe\r\n" + head("eight") + "\r\nbody\r\n"),
                        raw("body", head("body") + "Subject: b\r\n\r\nGr\u00c3\u00bc\u00c3\u009fe\r\n"));
        AccountResult result = cloned(Dovecot.source(), Cyrus.target());

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.warnings)
                .singleElement()
                .asString()
                .contains("folder INBOX", "1 message is", "8-bit bytes in a header");
        FolderReport inbox = result.folders.stream()
                .filter(folder -> folder.source().equals("INBOX"))
                .findFirst()
                .orElseThrow();
        assertThat(inbox.differences()).isEmpty();
        assertThat(inbox.altered()).singleElement().asString().contains("8-bit bytes in a header", "target UIDs 2");
        assertThat(inbox.verified()).isEqualTo(3);
    }

    /** The pass that wrote them is cut off; the pass that resumes reads back what it did not write. */
    @Test
    void whatACutOffPassHadWrittenIsDeclaredByTheNext() throws Exception {
        Mailbox box = new Mailbox(Dovecot.source(), user)
                .append(raw("eight", "Subject: Gr\u00c3\u00bc\u00c3\u009fe\r\n" + head("eight") + "\r\nbody\r\n"));
        for (int i = 0; i < 40; i++) {
            box.append(Mail.of("filler " + i, "x".repeat(100_000)));
        }
        box.append(Mail.of("ancient", "1").at(Instant.parse("2020-01-01T00:00:00Z")));
        try (CutLine cut = new CutLine(Cyrus.target().imapPort());
                InProcess line = new InProcess(Dovecot.source(), Cyrus.target())) {
            line.with("mailmig.target.uri", "imap://127.0.0.1:" + cut.port());
            cut.breakAfter(3_000_000);
            AccountResult broken = line.clone(user);
            assertThat(broken.outcome).isEqualTo(Outcome.FAILED);
            assertThat(broken.copied).isPositive();
            cut.breakAfter(Long.MAX_VALUE);
            AccountResult result = line.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.present).isPositive();
            FolderReport inbox = result.folders.stream()
                    .filter(folder -> folder.source().equals("INBOX"))
                    .findFirst()
                    .orElseThrow();
            assertThat(inbox.altered()).singleElement().asString().contains("8-bit bytes in a header", "target UIDs 1");
            AccountResult again = line.clone(user);
            assertThat(again.warnings)
                    .as("what was named in one run is named in the next")
                    .anyMatch(text -> text.contains("stored altered"));
        }
    }

    @Test
    void aFullVerifyAlsoOfALaterPassDoesNotTakeThemForDifferences() throws Exception {
        new Mailbox(Dovecot.source(), user)
                .append(raw("eight", "Subject: Gr\u00c3\u00bc\u00c3\u009fe\r\n" + head("eight") + "\r\nbody\r\n"));
        try (InProcess line = new InProcess(Dovecot.source(), Cyrus.target())) {
            line.with("mailmig.verify.full", "true");
            AccountResult first = line.clone(user);
            assertThat(first.outcome).describedAs(first.reason).isEqualTo(Outcome.DONE);
            AccountResult second = line.clone(user);
            assertThat(second.outcome).describedAs(second.reason).isEqualTo(Outcome.DONE);
            assertThat(second.copied).isZero();
        }
    }

    @Test
    void subscriptionsToFoldersOfOthersHaveNoCounterpartAndAreNamed() throws Exception {
        new Mailbox(Cyrus.source(), friend).create("Team").tell("SETACL Team " + user + " lrs");
        String theirs = "Other Users/" + friend + "/Team";
        new Mailbox(Cyrus.source(), user).create("Mine").tell("SUBSCRIBE \"" + theirs + "\"");
        AccountResult result = cloned(Cyrus.source(), Dovecot.target());

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.notes)
                .anyMatch(text -> text.contains("subscriptions to folders of others") && text.contains(theirs))
                .noneMatch(text -> text.contains("subscriptions") && text.contains("Mine"));
    }

    @Test
    void lineEndsThatDovecotAltersAreDeclaredAndNoDifference() throws Exception {
        new Mailbox(Cyrus.source(), user)
                .append(
                        raw("crcrlf", head("crcrlf") + "Subject: c\r\n\r\none\r\r\ntwo\r\n"),
                        raw("lone", head("lone") + "Subject: l\r\n\r\none\rtwo\r\n"));
        AccountResult result = cloned(Cyrus.source(), Dovecot.target());

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.warnings).singleElement().asString().contains("CR CR LF line ends", "target UIDs 1");
    }

    @Test
    void rightsAnnotationsAndRolesGoFromDovecotToCyrus() throws Exception {
        Dovecot german = Dovecot.shared(DovecotOptions.named("gesendet").role("Gesendet", "\\Sent"));
        new Mailbox(german, user)
                .create("Gesendet", "Shared")
                .tell(
                        "SETACL Shared " + friend + " lrsk",
                        "SETMETADATA Shared (/private/comment \"mine\")",
                        "SETMETADATA Shared (/private/vendor/acme/x \"y\")")
                .append(Mail.of("sent", "1").in("Gesendet"));
        try (InProcess line = new InProcess(german, Cyrus.target())) {
            line.moves(friend, friend + "2");
            AccountResult result = line.clone(user);

            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.warnings)
                    .singleElement()
                    .asString()
                    .contains("folder Shared: the annotation /private/vendor/acme/x was not copied");
            Mailbox target = line.target(user);
            assertThat(target.ask("GETACL Shared").get(0).toString()).contains(friend + "2, lrsk");
            assertThat(target.ask("GETMETADATA Shared (/private/comment)").toString())
                    .contains("mine");
            Snapshot.Folder sent = target.snapshot().folders().get("Gesendet");
            assertThat(sent.role()).isEqualTo("\\Sent");
        }
    }

    @Test
    void rightsAnnotationsAndRolesGoFromCyrusToDovecotAndToCyrus() throws Exception {
        for (MailServer other : List.of(Dovecot.target(), Cyrus.target())) {
            String owner = Users.fresh("own");
            new Mailbox(Cyrus.source(), owner)
                    .create("Box", "Box/Old", "Junk")
                    .tell(
                            "SETACL Box " + friend + " lrsn",
                            "SETACL Box group:staff lr",
                            "SETMETADATA Box (/shared/comment \"ours\")",
                            "SETMETADATA Junk (/private/specialuse \"\\\\Junk\")");
            try (InProcess line = new InProcess(Cyrus.source(), other)) {
                line.moves(friend, friend + "3");
                AccountResult result = line.clone(owner);

                assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
                assertThat(result.warnings).anyMatch(text -> text.contains("group:staff"));
                assertThat(result.warnings).hasSize(other instanceof Dovecot ? 2 : 1); // Dovecot has no right n
                assertThat(line.target(owner).ask("GETACL Box").get(0).toString())
                        .contains(friend + "3, lrs");
                assertThat(shown(line.target(owner).ask("GETMETADATA Box (/shared/comment)")))
                        .contains("ours");
                assertThat(line.target(owner).snapshot().folders().get("Junk").role())
                        .isEqualTo("\\Junk");
            }
        }
    }

    @Test
    void namesThatCyrusRefusesAreWrittenOtherwiseAndFoundAgain() throws Exception {
        new Mailbox(Dovecot.source(), user)
                .create("50%", "50%/a", "x\"y", "\u00dcber & \u65e5\u672c", "back\\slash", "Box", "box")
                .append(Mail.of("in it", "1").in("50%"), Mail.of("below", "2").in("50%/a"));
        try (InProcess line = new InProcess(Dovecot.source(), Cyrus.target())) {
            AccountResult result = line.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.warnings).isEmpty();
            Snapshot target = line.target(user).snapshot();
            assertThat(target.folders())
                    .containsKeys(
                            "50=25", "50=25/a", "x=22y", "\u00dcber & \u65e5\u672c", "back=5Cslash", "Box", "box");
            assertThat(target.messages("50=25/a")).hasSize(1);
            AccountResult again = line.clone(user);
            assertThat(again.outcome).describedAs(again.reason).isEqualTo(Outcome.DONE);
            assertThat(again.copied).isZero();
            assertThat(line.target(user).snapshot().folders().keySet())
                    .isEqualTo(target.folders().keySet());
        }
    }

    @Test
    void aQuotaOfMessagesIsSeenBeforeTheFirstByte() throws Exception {
        new Mailbox(Dovecot.source(), user).append(Mail.of("1", "1"), Mail.of("2", "2"), Mail.of("3", "3"));
        Cyrus.target().user(user);
        Cyrus.target().asAdmin("SETQUOTA user/" + user + " (STORAGE 1000 MESSAGE 2)");
        AccountResult result = cloned(Dovecot.source(), Cyrus.target());

        assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
        assertThat(result.reason).contains("3 messages", "leaves 2 of 2 messages");
    }

    @Test
    void aMessageLargerThanTheTargetAcceptsIsNamedBeforeTheFirstByte() throws Exception {
        Cyrus narrow = Cyrus.start(java.util.Map.of("maxmessagesize", "20000")); // ends with this JVM
        new Mailbox(Dovecot.source(), user).append(Mail.of("1", "1"), Mail.of("2", "x".repeat(30_000)));
        AccountResult result = cloned(Dovecot.source(), narrow);
        assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
        assertThat(result.reason).contains("1 message is larger than the 20000 bytes", "INBOX UID 2");
    }

    private AccountResult cloned(MailServer source, MailServer target) throws Exception {
        try (InProcess line = new InProcess(source, target)) {
            return line.clone(user);
        }
    }

    private static String shown(List<List<Object>> replies) {
        StringBuilder text = new StringBuilder();
        replies.forEach(reply -> reply.forEach(each -> text.append(
                each instanceof List<?> list
                        ? list.stream().map(CyrusExtrasIT::word).toList()
                        : word(each))));
        return text.toString();
    }

    private static String word(Object value) {
        return value instanceof byte[] octets ? new String(octets, StandardCharsets.ISO_8859_1) : value.toString();
    }

    private static String head(String id) {
        return HEAD.formatted(id);
    }

    /** @param text one char per octet */
    private static Mail raw(String id, String text) {
        return Mail.of(id, "").octets(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
