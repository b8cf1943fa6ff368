// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.GreenMailServer;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/** What a clone keeps besides messages: rights, annotations, subscriptions, roles. Real Dovecot on both sides. */
@RealServers
class ExtrasIT {
    private final String user = Users.fresh("owner");
    private final String friend = Users.fresh("friend");

    @RegisterExtension
    final InProcess line = new InProcess();

    @Test
    void rightsGoToMigratedUsersAndOthersAndGroupsAreNamed() {
        line.source(user)
                .create("Shared", "Shared/Ümläut", "Private")
                .tell(
                        "SETACL Shared " + friend + " lrs",
                        "SETACL Shared -" + friend + " w",
                        "SETACL Shared nobody lr",
                        "SETACL Shared group=staff lr",
                        "SETACL \"Shared/&ANw-ml&AOQ-ut\" " + friend + " lrswitek");
        line.moves(friend, friend + "-new");
        AccountResult result = line.clone(user);

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(acl("Shared"))
                .contains(friend + "-new", "lrs", "-" + friend + "-new", "w")
                .doesNotContain("nobody", "group=staff");
        assertThat(acl("\"Shared/&ANw-ml&AOQ-ut\"")).contains(friend + "-new", "cdeiklrstw");
        assertThat(acl("Private")).containsExactly(user, sorted("lrwstipekxacd"));
        assertThat(result.warnings)
                .hasSize(2)
                .anyMatch(text -> text.contains("folder Shared: the rights lr of nobody were not copied"))
                .anyMatch(text -> text.contains("group=staff") && text.contains("groups are not moved"));
    }

    @Test
    void annotationsAreTheSameAndThoseTheTargetRefusesAreNamed() {
        line.source(user)
                .create("Notes")
                .tell(
                        "SETMETADATA Notes (/private/comment \"mine\")",
                        "SETMETADATA Notes (/private/vendor/acme/colour \"\\\"blue\\\" \\\\ 1\")",
                        "SETMETADATA Notes (/shared/comment {11+}\r\nGr\u00fc\u00dfe\r\n\r\n)",
                        "SETMETADATA \"\" (/private/comment \"all of it\")");
        AccountResult result = line.clone(user);

        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.warnings).isEmpty();
        for (String ask :
                List.of("GETMETADATA (DEPTH infinity) Notes (/private /shared)", "GETMETADATA \"\" /private/comment")) {
            assertThat(text(line.target(user).ask(ask)))
                    .isEqualTo(text(line.source(user).ask(ask)))
                    .isNotEmpty();
        }
    }

    @Test
    void subscriptionsAreTheSame() {
        line.source(user).create("yes", "no").unsubscribe("no");
        line.clone(user);
        assertThat(line.target(user).snapshot().subscriptions()).contains("yes").doesNotContain("no");
        assertThat(line.target(user).snapshot().folders()).containsKey("no");
    }

    @Test
    void whatTheSourceIsNotSubscribedToIsNotAtTheTarget() {
        line.source(user).create("Trash").unsubscribe("Trash");
        line.target(user).create("Trash");
        assertThat(line.target(user).snapshot().subscriptions()).contains("Trash");
        AccountResult result = line.clone(user);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(line.target(user).snapshot().subscriptions()).doesNotContain("Trash");
        assertThat(result.notes).noneMatch(text -> text.contains("subscribed"));
    }

    /** Dovecot shows a folder of {@code auto = subscribe} as subscribed whatever its owner says. */
    @Test
    void whereTheTargetKeepsASubscriptionThatIsSaid() throws Exception {
        Dovecot eager =
                Dovecot.shared(DovecotOptions.named("eager").role("Archive", "\\Archive\n    auto = subscribe"));
        line.source(user).create("Archive").unsubscribe("Archive");
        try (InProcess other = new InProcess(Dovecot.source(), eager)) {
            AccountResult result = other.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.notes).anyMatch(text -> text.endsWith("but are not subscribed at the source: Archive"));
        }
    }

    @Test
    void theTargetsJunkIsTheJunkAlsoWhereAUserMadeAJunkFolderByHand() throws Exception {
        new Mailbox(outlook(), user).create("Junk E-mail");
        assertThat(clonesWithJunkMadeByHand(1).get(0).warnings)
                .singleElement()
                .asString()
                .contains("Junk E-mail-2");
    }

    /** The same where the target's folder is not there yet: only its configuration knows of it. */
    @Test
    void soItIsWhereTheTargetShowsItsJunkOnlyOnceItIsThere() throws Exception {
        assertThat(clonesWithJunkMadeByHand(2)).hasSize(2);
    }

    private static Dovecot outlook() {
        return Dovecot.shared(DovecotOptions.named("outlook").role("Junk E-mail", "\\Junk"));
    }

    /** After each pass the source's junk is in the target's junk folder, and what was made by hand is still next to it. */
    private List<AccountResult> clonesWithJunkMadeByHand(int passes) throws Exception {
        Dovecot spam = Dovecot.shared(DovecotOptions.named("spam").role("Spam", "\\Junk"));
        new Mailbox(spam, user)
                .create("Spam", "Junk E-mail")
                .append(Mail.of("spam", "1").in("Spam"), Mail.of("by hand", "2").in("Junk E-mail"));
        List<AccountResult> results = new java.util.ArrayList<>();
        try (InProcess other = new InProcess(spam, outlook())) {
            for (int pass = 0; pass < passes; pass++) {
                AccountResult result = other.clone(user);
                assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
                var target = other.target(user).snapshot();
                assertThat(target.folders().get("Junk E-mail").role()).isEqualTo("\\Junk");
                assertThat(target.messages("Junk E-mail"))
                        .extracting(each -> each.subject())
                        .containsExactly("spam");
                assertThat(target.messages("Junk E-mail-2"))
                        .extracting(each -> each.subject())
                        .containsExactly("by hand");
                results.add(result);
            }
        }
        return results;
    }

    @Test
    void aRoleGoesToTheFolderThatTheTargetsConfigurationMakesOfIt() throws Exception {
        Dovecot outlook = Dovecot.shared(DovecotOptions.named("outlook").role("Junk E-mail", "\\Junk"));
        new Mailbox(outlook, user)
                .create("Junk E-mail")
                .append(Mail.of("spam", "1").in("Junk E-mail"));
        try (InProcess other = new InProcess(outlook, Dovecot.target())) {
            AccountResult result = other.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.warnings).isEmpty();
            assertThat(other.target(user).snapshot().folders().get("Junk").role())
                    .isEqualTo("\\Junk");
            assertThat(other.target(user).snapshot().folders()).doesNotContainKey("Junk E-mail");
        }
    }

    @Test
    void aRoleThatTheTargetDoesNotKnowIsNamed() throws Exception {
        Dovecot archive = Dovecot.shared(DovecotOptions.named("archive").role("Old", "\\Archive"));
        new Mailbox(archive, user).create("Old").append(Mail.of("old", "1").in("Old"));
        try (InProcess other = new InProcess(archive, Dovecot.target())) {
            AccountResult result = other.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.warnings).singleElement().asString().contains("folder Old: \\archive at the source");
            assertThat(other.target(user).snapshot().messages("Archive")).hasSize(1);
        }
    }

    @Test
    void namesThatTheTargetRefusesAreMappedAndFoundAgain() throws Exception {
        Dovecot maildir = Dovecot.shared(DovecotOptions.named("maildir").format("maildir"));
        String[] names = {"dbox-Mails", "c%d", "x\"y", "Box", "box", " blanks ", "n".repeat(240)};
        new Mailbox(maildir, user).create(names);
        for (String name : names) {
            new Mailbox(maildir, user).append(Mail.of("in " + name.strip(), "1").in(name));
        }
        try (InProcess other = new InProcess(maildir, Dovecot.target())) {
            AccountResult result = other.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.copied).isEqualTo(names.length);
            assertThat(result.warnings).singleElement().asString().contains("dbox-Mails goes to dbox-Mails-2");
            AccountResult again = other.clone(user);
            assertThat(again.outcome).describedAs(again.reason).isEqualTo(Outcome.DONE);
            assertThat(again.copied).isZero();
            assertThat(other.target(user).snapshot().folders())
                    .containsKeys("Box", "box", "c%d", "x\"y", "dbox-Mails-2");
            assertThat(other.target(user).snapshot().count()).isEqualTo(names.length);
        }
    }

    @Test
    void whatCannotFitIsRefusedBeforeTheFirstByte() throws Exception {
        Dovecot small = Dovecot.shared(DovecotOptions.named("small").quota("20K"));
        line.source(user).append(Mail.of("one", "x".repeat(15_000)), Mail.of("two", "y".repeat(15_000)));
        try (InProcess other = new InProcess(Dovecot.source(), small)) {
            AccountResult result = other.clone(user);
            assertThat(result.outcome).isEqualTo(Outcome.REFUSED);
            assertThat(result.reason).contains("30 kB", "20 of 20 kB", "when-too-small");
            assertThat(other.target(user).snapshot().count()).isZero();
        }
    }

    @Test
    void whatCannotFitIsTriedIfConfigured() throws Exception {
        Dovecot small = Dovecot.shared(DovecotOptions.named("small").quota("20K"));
        line.source(user).append(Mail.of("one", "x".repeat(15_000)), Mail.of("two", "y".repeat(15_000)));
        try (InProcess other = new InProcess(Dovecot.source(), small)) {
            AccountResult result =
                    other.with("mailmig.target.when-too-small", "go-on").clone(user);
            assertThat(result.outcome).isEqualTo(Outcome.PARTIAL);
            assertThat(result.warnings).anyMatch(text -> text.contains("30 kB") && text.contains("20 of 20 kB"));
            assertThat(result.reason).containsIgnoringCase("quota");
            assertThat(result.copied).isEqualTo(1);
            assertThat(other.target(user).snapshot().count()).isEqualTo(1); // what fits is there
        }
    }

    /** GreenMail reports no sizes of folders: the sizes of all messages are added up. */
    @Test
    void whatCannotFitIsRefusedBeforeTheFirstByteAlsoIfTheSourceReportsNoSizeOfFolders() throws Exception {
        Dovecot small = Dovecot.shared(DovecotOptions.named("small").quota("20K"));
        try (GreenMailServer sizeless = new GreenMailServer();
                InProcess other = new InProcess(sizeless, small)) {
            other.source(user)
                    .append(List.of(
                            GreenMailServer.holdable(Mail.of("one", "x".repeat(15_000))),
                            GreenMailServer.holdable(Mail.of("two", "y".repeat(15_000)))));
            AccountResult result = other.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.REFUSED);
            assertThat(result.reason).contains("30 kB", "20 of 20 kB");
            assertThat(other.target(user).snapshot().count()).isZero();
        }
    }

    /** The real target, with a limit announced by the proxy: one for all folders, or one for each. */
    @ParameterizedTest
    @CsvSource({"APPENDLIMIT=2000, 2000", "APPENDLIMIT, 3000"})
    void aMessageThatTheTargetDoesNotAcceptIsNamedBeforeTheFirstByte(String capability, int limit) throws Exception {
        line.source(user)
                .create("Big")
                .append(Mail.of("small", "x"), Mail.of("big", "x".repeat(5_000)).in("Big"));
        try (LyingLine told = new LyingLine(
                        Dovecot.target().imapPort(),
                        request -> request.replace("(APPENDLIMIT)", "(SIZE)"),
                        answer -> answer.replace("IMAP4rev1", "IMAP4rev1 " + capability)
                                .replaceAll("(\\* STATUS \\S+) \\(SIZE \\d+\\)", "$1 (APPENDLIMIT 3000)"));
                InProcess other = new InProcess()) {
            other.with("mailmig.target.uri", "imap://127.0.0.1:" + told.port());
            AccountResult result = other.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.REFUSED);
            assertThat(result.reason)
                    .contains("1 message is larger than the " + limit + " bytes", "folder Big UID 1", "when-too-small");
            assertThat(other.target(user).snapshot().count()).isZero();

            AccountResult tried =
                    other.with("mailmig.target.when-too-small", "go-on").clone(user);
            assertThat(tried.outcome).describedAs(tried.reason).isEqualTo(Outcome.DONE);
            assertThat(tried.warnings).anyMatch(text -> text.contains("larger than the " + limit + " bytes"));
        }
    }

    private List<String> acl(String folder) {
        List<Object> reply = line.target(user).ask("GETACL " + folder).get(0);
        List<String> words = new java.util.ArrayList<>();
        for (int i = 3; i + 1 < reply.size(); i += 2) {
            words.add(reply.get(i).toString());
            words.add(sorted(reply.get(i + 1).toString())); // Dovecot tells them in an order of its own
        }
        return words;
    }

    private static String sorted(String rights) {
        return rights.chars().sorted().mapToObj(Character::toString).collect(java.util.stream.Collectors.joining());
    }

    private static String text(List<List<Object>> replies) {
        StringBuilder text = new StringBuilder();
        replies.forEach(reply -> text.append(shown(reply)).append('\n'));
        return text.toString();
    }

    private static String shown(Object value) {
        if (value instanceof byte[] octets) {
            return new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
        return value instanceof List<?> list
                ? list.stream().map(ExtrasIT::shown).toList().toString()
                : value.toString();
    }
}
