// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.Slapd;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/**
 * The wave of the crash test, with three accounts. The first is cloned with its identifiers and a forwarder. The second was merged
 * before; since then its source got flags, new mail, a new folder and a renamed folder and lost a message, and the target was
 * changed by its user. The third is refused because its target is in use, and leaves a dead letter. Each trial has these users,
 * their ledger and their folders as copies of the same directories, under different names.
 */
final class CrashWorld {
    private static final String CLONE = "tplclone";
    private static final String MERGE = "tplmerge";
    private static final String REFUSED = "tplrefused";
    private static final List<String> USERS = List.of(CLONE, MERGE, REFUSED);
    private final Dovecot source = Dovecot.shared(DovecotOptions.named("crash-source"));
    private final Dovecot target = Dovecot.shared(DovecotOptions.named("crash-target"));
    private final Path dir;
    private final Shipped shipped;

    CrashWorld(Path dir, Shipped shipped) throws IOException {
        this.dir = dir;
        this.shipped = shipped;
        new Mailbox(source, CLONE)
                .create("Sent", "Archiv", "Archiv/2019", "Leer")
                .append(mails("INBOX", 7))
                .append(mails("Sent", 5))
                .append(mails("Archiv/2019", 4))
                .remove("INBOX", "2:3,5")
                .remove("Sent", "5")
                .unsubscribe("Archiv/2019");
        Mailbox merge = new Mailbox(source, MERGE)
                .create("Old", "Old/Deep", "Box")
                .append(mails("INBOX", 5))
                .append(mails("Old", 3))
                .append(mails("Old/Deep", 2))
                .append(mails("Box", 4));
        Path before = Files.createDirectory(dir.resolve("template"));
        migration(before).run(List.of("source_user,mode", MERGE + ",merge"));
        merge.store("INBOX", "1:2", "+FLAGS", "\\Flagged")
                .store("INBOX", "3", "-FLAGS", "\\Seen")
                .append(mails("INBOX", 8).subList(5, 8))
                .remove("Box", "2")
                .rename("Old", "Renamed")
                .create("New")
                .append(mails("New", 3));
        new Mailbox(target, MERGE)
                .store("INBOX", "4", "+FLAGS", "Owner")
                .remove("INBOX", "5")
                .append(Mail.of("own", "of the target's owner"));
        new Mailbox(source, REFUSED).append(mails("INBOX", 2));
        new Mailbox(target, REFUSED).append(Mail.of("own", "of a target in use"));
    }

    private static List<Mail> mails(String folder, int count) {
        List<Set<String>> flags = List.of(Set.of(), Set.of("\\Seen"), Set.of("\\Seen", "$Forwarded"));
        List<Mail> mails = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            mails.add(Mail.of(folder + " " + i, "body " + i + " ü".repeat(200))
                    .in(folder)
                    .flagged(flags.get(i % flags.size()).toArray(String[]::new))
                    .at(Instant.parse("2020-01-01T00:00:00Z").plusSeconds(i * 86_400L)));
        }
        return mails;
    }

    /** What can be seen from outside when all is over. */
    record End(
            Snapshot cloned,
            Snapshot merged,
            Snapshot refused,
            List<String> forwarders,
            List<String> letters,
            List<String> outcomes) {}

    /** Users of its own, as the scenario has them; {@code name} is unique. */
    final class Trial {
        final String name;
        final Path folder;
        private final List<String> entries = new ArrayList<>();

        Trial(String name) throws Exception {
            this.name = name;
            this.folder = Files.createDirectory(dir.resolve(name));
            for (String template : USERS) {
                entries.add(Slapd.shared().person(user(template)));
                copy(source.home(template), source.home(user(template)));
                if (Files.exists(target.home(template))) {
                    copy(target.home(template), target.home(user(template)));
                }
            }
            Files.copy(dir.resolve("template/ledger.mv.db"), folder.resolve("ledger.mv.db"));
            rename();
        }

        private String user(String template) {
            return template.replace("tpl", name);
        }

        private Connection ledger() throws SQLException {
            return DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("ledger"), "", "");
        }

        private void rename() throws SQLException {
            try (Connection ledger = ledger();
                    PreparedStatement update = ledger.prepareStatement(
                            "update mailbox set source_user = ?, target_user = ? where source_user = ?")) {
                update.setString(1, user(MERGE));
                update.setString(2, user(MERGE));
                update.setString(3, MERGE);
                if (update.executeUpdate() != 1) {
                    throw new AssertionError("The template's ledger has no mailbox " + MERGE);
                }
            }
        }

        List<String> controlFile() {
            return List.of(
                    "source_user,address,mode",
                    user(CLONE) + "," + user(CLONE) + "@target.example,clone",
                    user(MERGE) + "," + user(MERGE) + "@target.example,merge",
                    user(REFUSED) + "," + user(REFUSED) + "@target.example,clone");
        }

        /** Without the refused row: accounts that are DONE start again and find nothing to do. */
        List<String> doneRows() {
            return controlFile().subList(0, USERS.size());
        }

        /** The command, halted at this step; 0: not at all. Returns its exit code. */
        Migration.Ended run(int haltAt) {
            return CrashWorld.this
                    .migration(folder)
                    .jvm(shipped.with("-Dmailmig.crash.at=" + haltAt, "-Dmailmig.crash.log=" + folder.resolve("steps")))
                    .run(controlFile());
        }

        /** Some seconds go by: H2 waits for those before it believes that a lock's owner is dead. */
        void secondsLater() throws IOException {
            Path lock = folder.resolve("ledger.lock.db");
            if (Files.exists(lock)) {
                Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(10)));
            }
        }

        Migration migration() {
            return CrashWorld.this.migration(folder);
        }

        List<String> steps() throws IOException {
            return Files.readAllLines(folder.resolve("steps"), StandardCharsets.UTF_8);
        }

        End end() throws Exception {
            List<String> forwarders = new ArrayList<>();
            for (String entry : entries) {
                forwarders.addAll(Slapd.shared().forwarder(entry));
            }
            return new End(
                    new Mailbox(target, user(CLONE)).snapshot(),
                    new Mailbox(target, user(MERGE)).snapshot(),
                    new Mailbox(target, user(REFUSED)).snapshot(),
                    forwarders,
                    letters(),
                    outcomes());
        }

        /** How each account ended when it was last worked on. */
        private List<String> outcomes() throws SQLException {
            List<String> outcomes = new ArrayList<>();
            try (Connection ledger = ledger();
                    ResultSet rows = ledger.createStatement()
                            .executeQuery("select source_user, last_outcome from mailbox order by source_user")) {
                while (rows.next()) {
                    outcomes.add(rows.getString(1).replace(name, "tpl") + " " + rows.getString(2));
                }
            }
            return outcomes;
        }

        /** Whose dead letters there are. */
        private List<String> letters() throws IOException {
            Path dead = Files.createDirectories(folder.resolve("dead-letter"));
            try (Stream<Path> letters = Files.walk(dead)) {
                return letters.filter(Files::isRegularFile)
                        .map(letter -> USERS.stream()
                                .filter(template ->
                                        letter.getFileName().toString().contains(user(template)))
                                .findFirst()
                                .orElse(letter.toString()))
                        .sorted()
                        .toList();
            }
        }

        /** The source is only ever read. */
        List<Snapshot> sources() {
            return USERS.stream()
                    .map(template -> new Mailbox(source, user(template)).snapshot())
                    .toList();
        }

        void clean() throws IOException, InterruptedException {
            for (String template : USERS) {
                tool("rm", "-rf", source.home(user(template)).toString());
                tool("rm", "-rf", target.home(user(template)).toString());
            }
        }
    }

    Trial trial(String name) throws Exception {
        return new Trial(name);
    }

    private Migration migration(Path folder) {
        return new Migration(folder, source, target)
                .with(Slapd.shared(), "source.example")
                .with("mailmig.source.uri", "imap://127.0.0.1:" + source.imapPort())
                .with("mailmig.source.tls", "none")
                .with("mailmig.source.admin-password", Dovecot.ADMIN_PASSWORD)
                .with("mailmig.source.connections", "1")
                .with("mailmig.target.uri", "imap://127.0.0.1:" + target.imapPort())
                .with("mailmig.target.tls", "none")
                .with("mailmig.target.admin-password", Dovecot.ADMIN_PASSWORD)
                .with("mailmig.target.connections", "1")
                .with("mailmig.target.identity.kind", "dovecot-http")
                .with("mailmig.target.identity.url", target.apiUrl())
                .with("mailmig.target.identity.key", Dovecot.API_KEY)
                .with("mailmig.directory.url", Slapd.shared().url())
                .with("mailmig.directory.tls", "none")
                .with("mailmig.directory.password", org.mailmig.servers.Directory.ADMIN_PASSWORD)
                .with("mailmig.accounts.in-flight", "1")
                .with("mailmig.merge.removals", "follow")
                .with("mailmig.forwarder.settle", "10")
                .with("mailmig.redelivery.delay", "100")
                .classPath(shipped.classPath())
                .jvm(shipped.jvm());
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        tool("cp", "-a", from.toString(), to.toString());
    }

    private static void tool(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new AssertionError(String.join(" ", command));
        }
    }
}
