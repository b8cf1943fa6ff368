// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Outcome;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.MailServer;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** Mail programs that hold a copy of the source are pointed at the clone, and have nothing to fetch. */
@RealServers
class RealClientsIT {
    private static final int MESSAGES = 75;

    @TempDir
    private Path dir;

    private final String user = Users.fresh("rita");

    @Test
    void mbsyncFindsNothingNewInDovecotsClone() throws Exception {
        mbsync(Dovecot.source(), Dovecot.target());
    }

    @RealCyrus
    @Test
    void mbsyncFindsNothingNewInCyrusClone() throws Exception {
        mbsync(Dovecot.source(), Cyrus.target());
    }

    @Test
    void offlineImapFindsNothingNewInDovecotsClone() throws Exception {
        offlineImap(Dovecot.source(), Dovecot.target());
    }

    @RealCyrus
    @Test
    void offlineImapFindsNothingNewInCyrusClone() throws Exception {
        offlineImap(Dovecot.source(), Cyrus.target());
    }

    @RealCyrus
    @Test
    void mbsyncFindsNothingNewInDovecotsCloneOfCyrus() throws Exception {
        mbsync(Cyrus.source(), Dovecot.target());
    }

    @RealCyrus
    @Test
    void mbsyncFindsNothingNewInCyrusCloneOfCyrus() throws Exception {
        mbsync(Cyrus.source(), Cyrus.target());
    }

    @RealCyrus
    @Test
    void offlineImapFindsNothingNewInDovecotsCloneOfCyrus() throws Exception {
        offlineImap(Cyrus.source(), Dovecot.target());
    }

    @RealCyrus
    @Test
    void offlineImapFindsNothingNewInCyrusCloneOfCyrus() throws Exception {
        offlineImap(Cyrus.source(), Cyrus.target());
    }

    @Test
    void popClientsKnowTheirMail() throws Exception {
        IdentityIT.filled(Dovecot.source(), user);
        clone(Dovecot.source(), Dovecot.target());
        List<String> source = uidl(Dovecot.source());
        assertThat(source).hasSizeGreaterThan(20).allMatch(line -> line.matches("\\d+ [0-9a-f]{16}"));
        assertThat(uidl(Dovecot.target())).isEqualTo(source);
    }

    /** A message that is fetched again gets another file name. */
    private void mbsync(MailServer source, MailServer target) throws Exception {
        IdentityIT.filled(source, user);
        run(mbsyncAt(source));
        TreeSet<String> copy = copy();
        assertThat(copy).hasSize(MESSAGES);
        clone(source, target);
        Snapshot before = new Mailbox(target, user).snapshot();
        run(mbsyncAt(target)); // it ends with an error where UIDVALIDITY has changed
        assertThat(copy()).isEqualTo(copy);
        assertThat(new Mailbox(target, user).snapshot()).isEqualTo(before);
        flagInTheClone(target);
        run(mbsyncAt(target));
        assertThat(copy()).hasSize(MESSAGES);
        assertThat(copy().stream().filter(name -> !copy.contains(name)))
                .singleElement()
                .asString()
                .contains("/Sent/")
                .endsWith(":2,F");
    }

    private void offlineImap(MailServer source, MailServer target) throws Exception {
        IdentityIT.filled(source, user);
        assertThat(run(offlineImapAt(source))).contains("Copy message");
        TreeSet<String> copy = copy();
        assertThat(copy).hasSize(MESSAGES);
        clone(source, target);
        assertThat(run(offlineImapAt(target))).doesNotContain("Copy message", "Deleting", "UID validity");
        assertThat(copy()).isEqualTo(copy);
        flagInTheClone(target);
        assertThat(run(offlineImapAt(target))).contains("Adding flag").doesNotContain("Copy message");
    }

    private void clone(MailServer source, MailServer target) throws Exception {
        try (InProcess line = new InProcess(source, target).withIdentity()) {
            assertThat(line.clone(user).outcome).isEqualTo(Outcome.DONE);
        }
    }

    private void flagInTheClone(MailServer target) {
        new Mailbox(target, user).store("Sent", "251", "+FLAGS", "\\Flagged");
    }

    /** Names of all messages' files: they hold UID and flags. */
    private TreeSet<String> copy() throws IOException {
        try (Stream<Path> all = Files.walk(dir.resolve("mail"))) {
            TreeSet<String> names = new TreeSet<>();
            all.filter(path ->
                            path.getParent().endsWith("cur") || path.getParent().endsWith("new"))
                    .forEach(path -> names.add(path.toString()));
            return names;
        }
    }

    private List<String> mbsyncAt(MailServer server) throws IOException {
        Path conf = Files.writeString(
                dir.resolve("mbsyncrc"),
                String.join(
                        "\n",
                        "IMAPAccount account",
                        "Host 127.0.0.1",
                        "Port " + server.imapPort(),
                        "User " + user,
                        "Pass " + server.password(user),
                        "SSLType None",
                        "AuthMechs LOGIN",
                        "",
                        "IMAPStore far",
                        "Account account",
                        "",
                        "MaildirStore near",
                        "Path " + Files.createDirectories(dir.resolve("mail")) + "/",
                        "Inbox " + dir.resolve("mail/INBOX"),
                        "SubFolders Verbatim",
                        "",
                        "Channel all",
                        "Far :far:",
                        "Near :near:",
                        "Patterns *",
                        "Create Near",
                        "Expunge Near",
                        "SyncState *",
                        ""));
        return List.of("mbsync", "-c", conf.toString(), "-V", "all");
    }

    private List<String> offlineImapAt(MailServer server) throws IOException {
        Path conf = Files.writeString(
                dir.resolve("offlineimaprc"),
                String.join(
                        "\n",
                        "[general]",
                        "accounts = account",
                        "metadata = " + dir.resolve("meta"),
                        "ui = basic",
                        "[Account account]",
                        "localrepository = local",
                        "remoterepository = remote",
                        "[Repository local]",
                        "type = Maildir",
                        "localfolders = " + dir.resolve("mail"),
                        "[Repository remote]",
                        "type = IMAP",
                        "remotehost = 127.0.0.1",
                        "remoteport = " + server.imapPort(),
                        "remoteuser = " + user,
                        "remotepass = " + server.password(user),
                        "ssl = no",
                        "starttls = no",
                        "auth_mechanisms = LOGIN",
                        ""));
        return List.of("offlineimap", "-c", conf.toString(), "-o", "-1");
    }

    private String run(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(dir.toFile())
                .redirectErrorStream(true);
        builder.environment().put("HOME", dir.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).describedAs(output).isZero();
        return output;
    }

    private List<String> uidl(Dovecot server) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.pop3Port())) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            in.readLine();
            socket.getOutputStream()
                    .write(("USER " + user + "\r\nPASS " + server.password(user) + "\r\nUIDL\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("+OK");
            assertThat(in.readLine()).startsWith("+OK");
            assertThat(in.readLine()).startsWith("+OK");
            List<String> lines = new ArrayList<>();
            for (String line = in.readLine(); !line.equals("."); line = in.readLine()) {
                lines.add(line);
            }
            return lines;
        }
    }
}
