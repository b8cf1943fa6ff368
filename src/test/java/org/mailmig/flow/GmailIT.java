// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/**
 * A source with Gmail's folders and labels: Dovecot, with a line to it that tells keywords as labels. What its owner archived stands
 * in the folder of all messages alone; it was not copied, and the account ended DONE.
 */
@RealServers
class GmailIT {
    private static final String ALL = "[Gmail]/All Mail";
    private static final Pattern LABELS = Pattern.compile("(\\* \\d+ FETCH \\(UID \\d+ )FLAGS \\(([^)]*)\\)\\)(\\s*)");
    private static final Map<String, String> LABEL = Map.of(
            "GmInbox",
            "\"\\\\Inbox\"",
            "GmSent",
            "\"\\\\Sent\"",
            "\\Flagged",
            "\"\\\\Starred\"",
            "\\Seen",
            "\"Seen it\"");
    private final String user = Users.fresh("gmail");
    private boolean gmail = true;

    private static Mail mail(int number, String folder, String... flags) {
        return Mail.of("mail " + number, "text " + number).in(folder).flagged(flags);
    }

    private static String request(String line) {
        return line.replace("(UID X-GM-LABELS)", "(UID FLAGS)");
    }

    private String answer(String line) {
        Matcher flags = LABELS.matcher(line);
        if (flags.matches()) {
            List<String> labels = List.of(flags.group(2).split(" ")).stream()
                    .filter(flag -> !flag.isEmpty() && !flag.equals("\\Recent"))
                    .map(flag -> LABEL.getOrDefault(flag, flag))
                    .toList();
            return flags.group(1) + "X-GM-LABELS (" + String.join(" ", labels) + "))" + flags.group(3);
        }
        return gmail ? line.replace("IMAP4rev1 ", "IMAP4rev1 X-GM-EXT-1 ") : line;
    }

    private static Mailbox filled(Mailbox source) {
        return source.create("Label", "Sent", ALL)
                .append(
                        mail(1, "INBOX"),
                        mail(2, "Label"),
                        mail(3, "Sent"),
                        mail(1, ALL, "GmInbox", "\\Seen"),
                        mail(4, ALL),
                        mail(2, ALL, "Label", "\\Flagged"),
                        mail(3, ALL, "GmSent"),
                        mail(5, ALL, "\\Flagged"),
                        mail(6, ALL, "NotShownOverImap"));
    }

    private static Dovecot withView() {
        return Dovecot.shared(DovecotOptions.named("gmail")
                .withoutRoles()
                .role("Sent", "\\Sent")
                .role(ALL, "\\All"));
    }

    private static List<String> subjects(Mailbox mailbox, String folder) {
        return mailbox.snapshot().folders().get(folder).messages().stream()
                .map(Snapshot.Message::subject)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void messagesInNoOtherFolderGoToTheArchive(String mode) throws Exception {
        try (InProcess line = new InProcess(withView(), Dovecot.target());
                LyingLine lying = new LyingLine(withView().imapPort(), GmailIT::request, this::answer)) {
            filled(line.source(user));
            line.with("mailmig.source.uri", "imap://127.0.0.1:" + lying.port());
            for (int pass = 1; pass <= 2; pass++) {
                AccountResult result = mode.equals("clone") ? line.clone(user) : line.merge(user);
                assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
                assertThat(result.copied).isEqualTo(pass == 1 ? 6 : 0);
                assertThat(result.notes).anyMatch(note -> note.contains(ALL + ": 3 messages are in other folders"));
            }
            Mailbox target = line.target(user);
            assertThat(subjects(target, "Archive")).containsExactly("mail 4", "mail 5", "mail 6");
            assertThat(subjects(target, "INBOX")).containsExactly("mail 1");
            assertThat(subjects(target, "Label")).containsExactly("mail 2");
            assertThat(target.snapshot().count()).isEqualTo(6);
        }
    }

    @Test
    void aSourceWithoutLabelsIsReported() throws Exception {
        gmail = false;
        try (InProcess line = new InProcess(withView(), Dovecot.target())) {
            filled(line.source(user));
            AccountResult result = line.merge(user);
            assertThat(result.copied).isEqualTo(3);
            assertThat(result.warnings)
                    .singleElement()
                    .asString()
                    .contains(ALL, "6 messages are not copied", "folder_include");
        }
    }

    @Test
    void aPlanCountsEachMessageOnce(@TempDir Path dir) throws Exception {
        filled(new Mailbox(withView(), user));
        try (LyingLine lying = new LyingLine(withView().imapPort(), GmailIT::request, this::answer)) {
            Path wave = Files.write(dir.resolve("wave.csv"), List.of("source_user,mode", user + ",clone"));
            Migration.Ended plan = new Migration(dir, withView(), Dovecot.target())
                    .with("mailmig.source.uri", "imap://127.0.0.1:" + lying.port())
                    .with("mailmig.source.tls", "none")
                    .command(List.of("plan", "-c", wave.toString(), "--json"));
            assertThat(plan.output()).contains("\"messages\":6");
        }
    }
}
