// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.servers.GreenMailServer;

class WorldTest {
    @TempDir
    Path directory;

    @Test
    void theSameSeedGivesTheSameCorpus() {
        List<Mail> one = new Corpus(5, '/').mails(300);
        List<Mail> other = new Corpus(5, '/').mails(300);
        assertThat(one).hasSize(300);
        for (int i = 0; i < one.size(); i++) {
            assertThat(one.get(i).octets()).isEqualTo(other.get(i).octets());
            assertThat(one.get(i).date()).isEqualTo(other.get(i).date());
        }
    }

    @Test
    void theCorpusIsVariedAndFitForComparison() {
        List<Mail> mails = new Corpus(1, '/').mails(2_000);
        Set<String> different = new HashSet<>();
        int largest = 0;
        for (Mail mail : mails) {
            String text = new String(mail.octets(), StandardCharsets.ISO_8859_1);
            assertThat(text).doesNotContain("\0", "\r\r").doesNotContainPattern("[^\r]\n");
            different.add(text);
            largest = Math.max(largest, text.length());
        }
        assertThat(largest).isGreaterThan(1_000_000);
        assertThat(different.size()).isBetween(1_900, 1_990);
        assertThat(mails).anyMatch(each -> !new String(each.octets(), StandardCharsets.UTF_8).contains("Message-ID"));
    }

    @Test
    void aMailboxOfGreenMailIsFilledAndRead() {
        try (GreenMailServer server = new GreenMailServer()) {
            Mailbox mailbox = new Mailbox(server, "gregor").create("Täglich & mehr");
            mailbox.append(
                    Mail.of("1", "one").flagged("\\Seen"), Mail.of("2", "two").in("Täglich & mehr"));
            Snapshot seen = mailbox.snapshot();
            assertThat(seen.messages("INBOX")).singleElement().satisfies(each -> {
                assertThat(each.flags()).containsExactly("\\Seen");
                assertThat(each.sha256())
                        .isEqualTo(SnapshotReader.sha256(Mail.of("1", "one").octets()));
                assertThat(each.date()).isEqualTo(Mail.of("1", "one").date());
            });
            assertThat(seen.messages("Täglich & mehr")).hasSize(1);
        }
    }

    @Test
    void aPasswordIsFoundInAnyForm() throws Exception {
        Secrets secrets = new Secrets("gehe&im/ü1");
        Files.writeString(directory.resolve("plain"), "x gehe&im/ü1 x");
        Files.writeString(directory.resolve("url"), "?password=gehe%26im%2F%C3%BC1");
        Files.writeString(directory.resolve("wide"), "gehe&im/ü1", StandardCharsets.UTF_16);
        Files.writeString(directory.resolve("clean"), "gehe");
        assertThat(secrets.in(directory)).hasSize(3).noneMatch(each -> each.contains("clean"));
        assertThat(secrets.in("log", "Z2VoZSZpbS/DvDE=")).hasSize(1);
    }

    @Test
    void aFileOpenToOthersIsNamed() throws Exception {
        Path open = Files.createFile(
                directory.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        Files.createFile(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertThat(FileModes.openToOthers(directory)).containsExactly(FileModes.of(open) + " open");
    }
}
