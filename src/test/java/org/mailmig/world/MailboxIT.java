// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;

/** The witness must see what was put in, else it proves nothing. */
@RealServers
class MailboxIT {
    private final Mailbox mailbox = new Mailbox(Dovecot.source(), Users.fresh("wanda"));

    @ParameterizedTest
    @CsvSource({"mdbox,/", "maildir,.", "mdbox,.", "sdbox,/"})
    void aSnapshotShowsExactlyWhatWasPutIn(String format, char separator) {
        Dovecot server =
                Dovecot.shared(DovecotOptions.named("witness").format(format).separator(separator));
        Corpus corpus = new Corpus(7, separator);
        List<Mail> mails = corpus.mails(400);
        Mailbox box = new Mailbox(server, Users.fresh("wanda"));
        Snapshot seen = box.create(corpus.folders()).append(mails).snapshot();
        assertThat(seen.separator()).isEqualTo(separator);
        assertThat(seen.folders().keySet()).containsAll(corpus.folders());
        assertThat(seen.subscriptions())
                .containsAll(corpus.folders().subList(1, corpus.folders().size()));
        assertThat(put(mails)).isEqualTo(seen(seen));
    }

    @Test
    void twoMailboxesWithTheSameMailDoNotDiffer() {
        Corpus corpus = new Corpus(9, '/');
        List<Mail> mails = corpus.mails(100);
        mailbox.create(corpus.folders()).append(mails);
        Mailbox other = new Mailbox(Dovecot.target(), Users.fresh("wanda"))
                .create(corpus.folders())
                .append(mails);
        assertThat(mailbox.snapshot().differences(other.snapshot())).isEmpty();
    }

    @Test
    void whateverIsNotAlikeIsNamed() {
        Mail kept = Mail.of("kept", "text");
        Mailbox other = new Mailbox(Dovecot.target(), Users.fresh("wanda"));
        mailbox.append(kept, kept, Mail.of("gone", "text"), Mail.of("marked", "text"), Mail.of("dated", "text"))
                .create("only here");
        other.append(
                        kept,
                        kept,
                        kept,
                        Mail.of("marked", "text").flagged("\\Seen"),
                        Mail.of("dated", "text").at(Instant.EPOCH.plusSeconds(86_400 * 365L)))
                .append(Mail.of("gone", "text, but other"));
        assertThat(mailbox.snapshot().differences(other.snapshot()))
                .satisfiesExactlyInAnyOrder(
                        each -> assertThat(each).contains("INBOX", "\"gone\"", "is missing in the copy"),
                        each -> assertThat(each).contains("\"marked\"", "became", "[\\Seen]"),
                        each -> assertThat(each).contains("\"dated\"", "became", "1971-01-01"),
                        each -> assertThat(each).contains("\"kept\"", "is too much in the copy"),
                        each -> assertThat(each).contains("\"gone\"", "is too much in the copy"),
                        each -> assertThat(each).contains("only here: folder is only in the original"));
    }

    @Test
    void anOwnerFlagsMovesAndRemoves() {
        mailbox.append(Mail.of("1", "a"), Mail.of("2", "b"), Mail.of("3", "c")).create("away");
        mailbox.store("INBOX", "1", "+FLAGS", "\\Flagged", "Kw")
                .remove("INBOX", "2")
                .move("INBOX", "3", "away");
        Snapshot seen = mailbox.snapshot();
        assertThat(seen.messages("INBOX")).singleElement().satisfies(each -> assertThat(each.flags())
                .containsExactly("Kw", "\\Flagged"));
        assertThat(seen.messages("away")).extracting(Snapshot.Message::subject).containsExactly("3");
    }

    @Test
    void deliveredMailArrives() {
        new Lmtp(Dovecot.source().lmtpPort())
                .deliver(mailbox.user() + "@source.example", Mail.of("new", ".").octets());
        assertThat(mailbox.snapshot().messages("INBOX"))
                .extracting(Snapshot.Message::subject)
                .containsExactly("new");
    }

    private static Map<String, List<String>> put(List<Mail> mails) {
        return mails.stream()
                .collect(Collectors.groupingBy(
                        Mail::folder,
                        TreeMap::new,
                        Collectors.mapping(
                                each -> SnapshotReader.sha256(each.octets())
                                        + each.flags().stream().sorted().toList()
                                        + each.date(),
                                Collectors.toList())));
    }

    private static Map<String, List<String>> seen(Snapshot snapshot) {
        Map<String, List<String>> seen = new TreeMap<>();
        snapshot.filled()
                .folders()
                .forEach((name, folder) -> seen.put(
                        name,
                        folder.messages().stream()
                                .map(each -> each.sha256() + each.flags() + each.date())
                                .toList()));
        return seen;
    }
}
