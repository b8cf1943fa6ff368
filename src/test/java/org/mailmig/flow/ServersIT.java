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
import org.mailmig.Outcome;
import org.mailmig.Result;
import org.mailmig.servers.Courier;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.DovecotOptions;
import org.mailmig.servers.MailServer;
import org.mailmig.servers.RealCourier;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/**
 * Each server as source and as target, Dovecot being the other side: a run, a second one, one after two messages came and one
 * went, and one without the ledger. docs/servers.md is what this test finds.
 */
@RealCyrus
@RealCourier
class ServersIT {
    private static final Path DOCUMENT = Path.of("docs/servers.md");
    private static final List<String> FOLDERS =
            List.of("Sent", "Ümläute & Söhne", "Tom & Jerry's", "日本語 (3)", "tief/2/3/vier", "Leer");
    private static final String LEAST = "IMAP4rev1";

    private final List<String> rows = new ArrayList<>();

    /**
     * A server in the table.
     *
     * @param keys that the configuration needs for it, beside address and login
     */
    private record Peer(String name, MailServer server, String prefix, char separator, String keys) {
        Peer(String name, MailServer server) {
            this(name, server, "", '/', "");
        }

        String folder(String path) {
            return path.equals("INBOX") ? path : prefix + path.replace('/', separator);
        }

        Mailbox box(String user) {
            return new Mailbox(server, user);
        }
    }

    private static Peer variant(String name, UnaryOperator<DovecotOptions> how) {
        DovecotOptions options = how.apply(DovecotOptions.named("variant"));
        return new Peer(name, Dovecot.shared(options), options.prefix(), options.separator(), "");
    }

    @Test
    void theTableSaysWhatEachServerKeeps() throws Exception {
        Peer dovecot = new Peer("Dovecot 2.3.19, mdbox", Dovecot.source());
        bothWays(new Peer(
                "Courier 5.0.13", new Courier(), "INBOX.", '.', "a login for each row: no admin acts for others"));
        bothWays(new Peer("Cyrus 3.6.1", Cyrus.source()));
        source(dovecot, new Peer("", Dovecot.target()), "source and target");
        bothWays(variant("Dovecot, mbox", options -> options.format("mbox").withoutAcl()));
        bothWays(variant(
                "Dovecot, maildir, prefix INBOX., separator .",
                options -> options.format("maildir").separator('.').prefix("INBOX.")));
        bothWays(variant("Dovecot, maildir, UTF-8 names", options -> options.format("maildir:UTF-8:LAYOUT=fs")));
        least();
        String table = table();
        Files.writeString(Path.of("target/servers.md"), table);
        assertThat(Files.readString(DOCUMENT))
                .describedAs("docs/servers.md differs from what was found: target/servers.md")
                .isEqualTo(table);
    }

    private void bothWays(Peer peer) throws Exception {
        source(peer, new Peer("", Dovecot.target()), "source");
        target(peer);
    }

    private void source(Peer source, Peer target, String role) throws Exception {
        try (InProcess line = new InProcess(source.server(), target.server())) {
            rows.add(row(source, role, sequence(line, source, target)));
        }
    }

    private void target(Peer target) throws Exception {
        Peer source = new Peer("", Dovecot.source());
        try (InProcess line = new InProcess(source.server(), target.server())) {
            rows.add(row(target, "target", sequence(line, source, target)));
        }
    }

    /** Both Dovecots say that they can do nothing but the least. */
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
        target.box(user).snapshot(); // the owner has looked into his new mailbox once
        Mailbox box = source.box(user)
                .create(FOLDERS.stream().map(source::folder).toList())
                .append(mails(source));
        String name = source.name() + " → " + target.name();
        Result first = line.clone(user);
        assertThat(first.outcome)
                .describedAs(name + ": " + first.reason + InProcess.shown(first))
                .isEqualTo(Outcome.DONE);
        assertThat(first.copied).describedAs(name).isEqualTo(13);
        List<String> kept =
                kept(source, box.snapshot(), target, target.box(user).snapshot());
        copied(name + " again", line.clone(user), 0);
        box.append(
                        Mail.of("later 1", "text"),
                        Mail.of("later 2", "text").in(source.folder("Sent")).flagged("\\Seen"))
                .remove("INBOX", "1");
        copied(name + ", two came and one went", line.clone(user), 2);
        assertThat(texts(target, target.box(user).snapshot()).get("INBOX"))
                .describedAs(name + ": what went at the source stays in the target")
                .hasSize(texts(source, box.snapshot()).get("INBOX").size() + 1);
        line.loseLedger();
        copied(name + ", no ledger", line.merge(user), 0);
        return kept;
    }

    private static void copied(String what, Result result, long messages) {
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
        return List.of(
                said(original.keySet().equals(copy.keySet())),
                said(each(original, Snapshot.Message::sha256).equals(each(copy, Snapshot.Message::sha256))),
                said(each(original, Snapshot.Message::flags).equals(each(copy, Snapshot.Message::flags))),
                said(each(original, Snapshot.Message::date).equals(each(copy, Snapshot.Message::date))));
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
        return "| " + peer.name() + " | " + role + " | " + String.join(" | ", kept) + " | "
                + (peer.keys().isEmpty() ? "none" : peer.keys()) + " |\n";
    }

    private String table() {
        return "# Which servers were tried\n\n"
                + "Found by the tests, and written by them: `ServersIT` fails where this file differs. Each server was tried with"
                + " Dovecot as the other side:\na clone, the same again (0 copied), two messages added and one removed (2 copied; what"
                + " was removed at the source stays in the target), and a\nmerge without the ledger (0 copied). Each target had been opened once by its owner. The mailbox has awkward"
                + " folder names, an empty folder, a message of 5 MB, flags, keywords, and dates from 1995.\n\n"
                + "| Server | Role | Names of folders | Messages, byte for byte, in their order | Flags and keywords |"
                + " Dates of arrival | Keys beside address and login |\n|---|---|---|---|---|---|---|\n"
                + String.join("", rows);
    }
}
