// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.Outcome;
import org.mailmig.servers.Courier;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.James;
import org.mailmig.servers.MailServer;
import org.mailmig.servers.RealCourier;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/**
 * Each server as source and as target, Dovecot being the other side: a run, a second one, one after two messages were
 * added and one removed, and one without the ledger. Writes docs/servers.md and fails if the file differs.
 */
@RealCyrus
@RealCourier
class ServersIT {
    private static final Path DOCUMENT = Path.of("docs/servers.md");
    private static final List<String> FOLDERS =
            List.of("Sent", "Ümläute & Söhne", "Tom & Jerry's", "日本語 (3)", "tief/2/3/vier", "Leer");
    /** Each is created if the source accepts it. */
    private static final List<String> AWKWARD = List.of(
            "Rechnungen 2.0",
            "c/d",
            "50% *",
            "say \"hi\"",
            "back\\slash",
            " blank ",
            "#news",
            "~tilde",
            ".hidden",
            "{5}",
            "a!b;c:d<e>",
            "😀",
            "sent",
            "INBOX/INBOX");

    private static final String BOARD = "Public/Aushang";
    private static final String FOR_ALL = "for all";
    private static final String LEAST = "IMAP4rev1";

    private final List<String> rows = new ArrayList<>();

    /**
     * A server in the table.
     *
     * @param settings keys of the configuration that it needs, without {@code mailmig.<server>.}
     * @param keys what the table says of them
     */
    private record Peer(
            String name, MailServer server, String prefix, char separator, Map<String, String> settings, String keys) {
        Peer(String name, MailServer server) {
            this(name, server, "", '/', Map.of(), "none");
        }

        String folder(String path) {
            return path.equals("INBOX") ? path : prefix + path.replace('/', separator);
        }

        Mailbox box(String user) {
            return new Mailbox(server, user);
        }

        void configure(InProcess line, String side) {
            settings.forEach((option, value) -> line.with("mailmig." + side + "." + option, value));
        }
    }

    private static Peer variant(String name, UnaryOperator<DovecotOptions> how) {
        return variant(name, how, Map.of());
    }

    private static Peer variant(String name, UnaryOperator<DovecotOptions> how, Map<String, String> conf) {
        DovecotOptions options = how.apply(DovecotOptions.named("variant"));
        Dovecot server = conf.isEmpty() ? Dovecot.shared(options) : Dovecot.start(options, conf);
        return new Peer(name, server, options.prefix(), options.separator(), Map.of(), "none");
    }

    private static Peer courier() {
        return new Peer(
                "Courier 5.0.13",
                new Courier(),
                "INBOX.",
                '.',
                Map.of(),
                "a login per row: no admin can act for users");
    }

    private static Peer james() {
        return new Peer(
                "Apache James 3.8.1, mailboxes in memory",
                new James(),
                "",
                '.',
                Map.of("preset", "james"),
                "`preset = james`, of which only `pipelining = false` is needed");
    }

    @Test
    void theTableShowsWhatEachServerKeeps() throws Exception {
        Peer dovecot = new Peer("Dovecot 2.3.19, mdbox", Dovecot.source());
        bothWays(courier());
        bothWays(james());
        bothWays(new Peer("Cyrus 3.6.1", Cyrus.source()));
        source(dovecot, new Peer("", Dovecot.target()), "source and target");
        bothWays(variant("Dovecot, mbox", options -> options.format("mbox").withoutAcl()));
        bothWays(variant(
                "Dovecot, maildir, prefix INBOX., separator .",
                options -> options.format("maildir").separator('.').prefix("INBOX.")));
        bothWays(variant("Dovecot, maildir, UTF-8 names", options -> options.format("maildir:UTF-8:LAYOUT=fs")));
        bothWays(variant(
                "Dovecot, one connection for each user (`mail_max_userip_connections = 1`)",
                options -> options,
                Map.of("mail_max_userip_connections", "1")));
        bothWays(publicNamespace());
        least();
        String table = table();
        Files.writeString(Path.of("target/servers.md"), table);
        assertThat(Files.readString(DOCUMENT))
                .describedAs("docs/servers.md differs from what was found: target/servers.md")
                .isEqualTo(table);
    }

    /** Shared folders belong to no mailbox: they are neither copied nor written to. */
    private Peer publicNamespace() {
        Peer peer = variant(
                "Dovecot, a public namespace (`Public/`)",
                DovecotOptions::withoutAcl,
                Map.of(
                        "namespace public {\n  prefix",
                        "Public/\n  type = public\n  separator = /\n  subscriptions = no\n"
                                + "  location = mdbox:%h/../public\n}"));
        peer.box(Users.fresh("all"))
                .create(BOARD)
                .append(Mail.of(FOR_ALL, "text").in(BOARD));
        return peer;
    }

    private void bothWays(Peer peer) throws Exception {
        source(peer, new Peer("", Dovecot.target()), "source");
        target(peer);
    }

    private void source(Peer source, Peer target, String role) throws Exception {
        try (InProcess line = new InProcess(source.server(), target.server())) {
            source.configure(line, "source");
            rows.add(row(source, role, sequence(line, source, target)));
        }
    }

    private void target(Peer target) throws Exception {
        Peer source = new Peer("", Dovecot.source());
        try (InProcess line = new InProcess(source.server(), target.server())) {
            target.configure(line, "target");
            rows.add(row(target, "target", sequence(line, source, target)));
        }
    }

    /** Both Dovecots announce only the minimum. */
    private void least() throws Exception {
        UnaryOperator<String> cut =
                answer -> answer.replaceFirst("CAPABILITY IMAP4rev1[^\\]\\r]*", "CAPABILITY " + LEAST);
        try (InProcess line = new InProcess();
                LyingLine source = new LyingLine(Dovecot.source().imapPort(), UnaryOperator.identity(), cut);
                LyingLine target = new LyingLine(Dovecot.target().imapPort(), UnaryOperator.identity(), cut)) {
            line.with("mailmig.source.uri", "imap://127.0.0.1:" + source.port());
            line.with("mailmig.target.uri", "imap://127.0.0.1:" + target.port());
            line.with("mailmig.target.admin-style", "dovecot"); // without AUTH=PLAIN there is LOGIN alone
            Peer here = new Peer("Dovecot, " + LEAST + " alone", Dovecot.source());
            rows.add(row(here, "source and target", sequence(line, here, new Peer("", Dovecot.target()))));
        }
    }

    private List<Mail> mails(Peer peer) {
        List<Mail> mails = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            mails.add(Mail.of("mail " + i, "text " + i)
                    .in(peer.folder(i % 2 == 0 ? "INBOX" : FOLDERS.get(i % 5)))
                    .at(Instant.parse("1995-02-0" + (1 + i % 9) + "T03:04:05Z"))
                    .flagged(i % 3 == 0 ? new String[] {"\\Seen", "$Label1", "Privat"} : new String[] {"\\Flagged"}));
        }
        mails.add(Mail.of("large", "0123456789abcdef\r\n".repeat(300_000)));
        return mails;
    }

    private List<String> sequence(InProcess line, Peer source, Peer target) {
        String user = Users.fresh("peer");
        source.server().password(user);
        target.server().password(user);
        Mailbox box = source.box(user)
                .create(FOLDERS.stream().map(source::folder).toList())
                .append(mails(source));
        List<String> awkward = awkward(source, box);
        String name = source.name() + " → " + target.name();
        AccountResult first = line.clone(user);
        assertThat(first.outcome)
                .describedAs(name + ": " + first.reason + InProcess.shown(first))
                .isEqualTo(Outcome.DONE);
        assertThat(first.copied).describedAs(name).isEqualTo(13 + awkward.size());
        Snapshot there = target.box(user).snapshot();
        List<String> kept = kept(source, box.snapshot(), target, there);
        kept.add(warnings(first));
        kept.set(0, kept.get(0) + renamed(source, awkward, first, there, target));
        copied(name + " again", line.clone(user), 0);
        box.append(
                        Mail.of("later 1", "text"),
                        Mail.of("later 2", "text").in(source.folder("Sent")).flagged("\\Seen"))
                .remove("INBOX", "1");
        copied(name + ", two came and one went", line.clone(user), 2);
        there = target.box(user).snapshot();
        assertThat(texts(target, there).get("INBOX"))
                .describedAs(name + ": what went at the source stays in the target")
                .hasSize(texts(source, box.snapshot()).get("INBOX").size() + 1);
        assertThat(there.folders().values().stream()
                        .flatMap(folder -> folder.messages().stream())
                        .filter(message -> message.subject().equals(FOR_ALL)))
                .describedAs(name + ": what is everybody's stays where it is")
                .hasSize(there.folders().containsKey(BOARD) ? 1 : 0);
        line.loseLedger();
        copied(name + ", no ledger", line.merge(user), 0);
        return kept;
    }

    /** Creates the folders with unusual names, a message in each; returns those that this server accepts. */
    private static List<String> awkward(Peer source, Mailbox box) {
        List<String> made = new ArrayList<>();
        for (String path : AWKWARD) {
            boolean isPath = path.startsWith("INBOX/");
            if (isPath ? !source.prefix().isEmpty() : path.indexOf(source.separator()) >= 0) {
                continue;
            }
            String name = source.prefix() + (isPath ? path.replace('/', source.separator()) : path);
            try {
                box.create(name);
            } catch (AssertionError refused) {
                continue; // so no mailbox of this server has it
            }
            made.add(name);
        }
        box.append(made.stream()
                .map(name -> Mail.of("awkward " + made.indexOf(name), "text").in(name))
                .toList());
        return made;
    }

    /** Which of them have another name in the target; each message is there and nowhere else. */
    private static String renamed(
            Peer source, List<String> awkward, AccountResult result, Snapshot there, Peer target) {
        List<String> others = new ArrayList<>();
        for (String name : awkward) {
            FolderReport report = result.folders.stream()
                    .filter(each -> each.source().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(there.messages(report.target()))
                    .describedAs(name + " is " + report.target())
                    .hasSize(1);
            boolean isPath = name.startsWith("INBOX" + source.separator())
                    && source.prefix().isEmpty();
            String own = isPath
                    ? report.target()
                    : report.target().substring(target.prefix().length());
            String here = name.substring(source.prefix().length());
            if (!own.replace(target.separator(), '/').equals(here.replace(source.separator(), '/'))) {
                others.add("`" + here + "` is `" + own + "`");
            }
        }
        return others.isEmpty() ? "" : "; " + String.join(", ", others);
    }

    /** Without addresses, which differ each time. */
    private static String warnings(AccountResult result) {
        return result.warnings.isEmpty()
                ? "nothing"
                : String.join("; ", result.warnings)
                        .replaceAll("\\(127[^)]*\\) ", "")
                        .replaceAll(" \\([0-9. +]+secs\\)", "");
    }

    private static void copied(String what, AccountResult result, long messages) {
        assertThat(result.outcome)
                .describedAs(what + ": " + result.reason + InProcess.shown(result))
                .isEqualTo(Outcome.DONE);
        assertThat(result.copied).describedAs(what + InProcess.shown(result)).isEqualTo(messages);
    }

    /** Per folder by its plain name. */
    private static Map<String, List<Snapshot.Message>> texts(Peer peer, Snapshot seen) {
        Map<String, List<Snapshot.Message>> texts = new TreeMap<>();
        List<String> all = new ArrayList<>(FOLDERS);
        all.add("INBOX");
        for (String path : all) {
            if (seen.folders().containsKey(peer.folder(path))) {
                texts.put(path, seen.folders().get(peer.folder(path)).messages());
            }
        }
        return texts;
    }

    private static List<String> kept(Peer source, Snapshot here, Peer target, Snapshot there) {
        Map<String, List<Snapshot.Message>> original = texts(source, here);
        Map<String, List<Snapshot.Message>> copy = texts(target, there);
        assertThat(original).hasSize(FOLDERS.size() + 1);
        return new ArrayList<>(List.of(
                said(original.keySet().equals(copy.keySet())),
                said(each(original, Snapshot.Message::sha256).equals(each(copy, Snapshot.Message::sha256))),
                said(each(original, Snapshot.Message::flags).equals(each(copy, Snapshot.Message::flags))),
                said(each(original, Snapshot.Message::date).equals(each(copy, Snapshot.Message::date)))));
    }

    private static Map<String, List<String>> each(
            Map<String, List<Snapshot.Message>> folders, java.util.function.Function<Snapshot.Message, Object> look) {
        Map<String, List<String>> seen = new TreeMap<>();
        folders.forEach((name, messages) ->
                seen.put(name, messages.stream().map(look).map(String::valueOf).toList()));
        return seen;
    }

    private static String said(boolean kept) {
        return kept ? "kept" : "–";
    }

    private static String row(Peer peer, String role, List<String> kept) {
        return "| " + peer.name() + " | " + role + " | " + String.join(" | ", kept) + " | " + peer.keys() + " |\n";
    }

    private String table() {
        return "# Which servers were tested\n\nWritten by the test `ServersIT`, which fails if this file differs from"
                + " what it finds. Each server was tested with Dovecot as the\nother side: a clone, the same again"
                + " (0 copied), two messages added and one removed (2 copied; what was removed at the source"
                + " stays\nin the target), and a merge without the ledger (0 copied). No client had opened the"
                + " target before. The mailbox has unusual folder\nnames, an empty folder, a message of 5 MB, flags,"
                + " keywords, and dates from 1995.\n\n| Server | Role | Names of folders | Messages, byte for byte,"
                + " in their order | Flags and keywords | Dates of arrival | Warnings in the report | Keys besides"
                + " address and login |\n|---|---|---|---|---|---|---|---|\n"
                + String.join("", rows);
    }
}
