// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.demo.SampleMail;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.world.Hanging;

/** The script {@code mailmig} itself, with the built jar, in a folder whose path has spaces and through a link to it. */
class LauncherIT {
    private static final int MESSAGES = 7;
    private static final String ADMIN = "migrator";
    private static final String ADMIN_PASSWORD = "pw-typed-4711";

    @TempDir
    static Path dir;

    private static DemoServers servers;
    private static Launcher launcher;
    private static RunWorld world;
    private static Path wave;

    @BeforeAll
    static void start() throws Exception {
        servers = new DemoServers();
        for (DemoUser user : List.of(DemoUser.ANNA, DemoUser.BERT)) {
            new SampleMail(1).fill(servers.folder(servers.source, user.source(), "INBOX"), user, MESSAGES);
        }
        for (DemoUser user : List.of(DemoUser.BERT, DemoUser.CLARA)) {
            servers.source.setUser(byAdmin(user), byAdmin(user), ADMIN_PASSWORD);
            new SampleMail(2).fill(servers.folder(servers.source, byAdmin(user), "INBOX"), user, MESSAGES);
        }
        world = new RunWorld(dir, servers);
        wave = world.wave(DemoUser.ANNA, DemoUser.BERT);
        launcher = Launcher.built(Files.createDirectory(dir.resolve("the  project's home")));
        // Mailmig's switches name no configuration: the one beside the launcher counts.
        launcher.configure(Files.readString(world.config()) + "mailmig.source.admin-style = dovecot\n");
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
        launcher.close();
    }

    @Test
    void aPlanThroughALinkUsesTheArchiveThatTheFirstStartMadeAndMavenIsNotAsked() throws Exception {
        Path link = Files.createSymbolicLink(
                Files.createDirectories(dir.resolve("bin")).resolve("mailmig"), launcher.script());
        Launcher.Ended first = launcher.run(List.of(link.toString(), "-h"));
        assertThat(first.exit()).describedAs(first.output()).isZero();
        assertThat(launcher.home().resolve("target/training.log"))
                .as("a run that ended well made it")
                .content()
                .contains("2 of 2 DONE")
                .doesNotContain("mailmig: ");
        Object archive = Files.readAttributes(launcher.archive(), "unix:ino,lastModifiedTime");
        Path loaded = dir.resolve("loaded");

        Launcher.Ended plan = launcher.run(List.of(
                "env",
                "_JAVA_OPTIONS=-Xlog:class+load:file=" + loaded,
                link.toString(),
                "plan",
                "-c",
                wave.toString(),
                "--config",
                world.config().toString()));

        assertThat(plan.exit()).describedAs(plan.output()).isZero();
        assertThat(plan.output())
                .containsPattern("anna@old.example +run +clone +\\d+ +" + MESSAGES + " ")
                .contains(DemoUser.ANNA.dn(), DemoUser.BERT.dn(), "2 of 2 accounts would run");
        assertThat(Files.readAttributes(launcher.archive(), "unix:ino,lastModifiedTime"))
                .isEqualTo(archive);
        // Our own jar's classes are left out by Java 17 where the path has a space; without one they are in it too.
        assertThat(Files.readAllLines(loaded))
                .filteredOn(line -> line.contains(" org.apache.camel.impl.DefaultCamelContext "))
                .singleElement()
                .asString()
                .endsWith(" source: shared objects file"); // its own archive, and none on top of it
        assertThat(launcher.builds()).isEmpty();
        assertThat(world.config().resolveSibling("work/mailmig.log")).isRegularFile();
        // What made the archive has put a control file of its own aside there before.
        assertThat(launcher.elsewhere().resolve("work")).doesNotExist();
    }

    @Test
    void helpIsForANewcomerAndGoesToTheOutput() throws Exception {
        Launcher.Ended ended = launcher.mailmig("-h");
        assertThat(ended.exit()).isZero();
        assertThat(ended.output()).startsWith("Usage: mailmig ").contains("./mailmig demo", "/m /c:control.csv");
    }

    @Test
    void whatIsNoCommandEndsWith64() throws Exception {
        Launcher.Ended ended = launcher.mailmig("walk the dog");
        assertThat(ended.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.output()).startsWith("mailmig: ").contains("walk the dog", "Try: ./mailmig -h");
    }

    @Test
    void mailmigsOwnSwitchesMoveAMailbox() throws Exception {
        Path control = control(DemoUser.BERT);
        Path log = dir.resolve("a log.txt");

        Launcher.Ended ended = launcher.mailmig(
                "/m",
                "/C:" + control,
                "/d:" + DemoUser.SOURCE_DOMAIN,
                "/a:" + ADMIN,
                "/p:" + ADMIN_PASSWORD,
                "/f:" + log);

        assertThat(ended.exit()).describedAs(ended.output()).isZero();
        assertThat(ended.output())
                .contains("stamped", "done: " + MESSAGES + " copied")
                .doesNotContain(ADMIN_PASSWORD);
        assertThat(servers.messages(servers.target, DemoUser.BERT.target())).isEqualTo(MESSAGES);
        assertThat(Files.readString(log)).doesNotContain(ADMIN_PASSWORD);
    }

    /** On a pseudo terminal. */
    @Test
    void anAsteriskAsksForThePasswordAndNeverShowsIt() throws Exception {
        Path control = control(DemoUser.CLARA);
        Launcher.Running running = launcher.onTerminal("/m", "/c:" + control, "/d:old.example", "/a:" + ADMIN, "/p:*");
        await("the question").atMost(Hanging.AFTER).until(() -> running.output()
                .contains("Password of " + ADMIN + " at the source: "));
        try (OutputStream keyboard = running.process().getOutputStream()) {
            keyboard.write((ADMIN_PASSWORD + "\n").getBytes(StandardCharsets.US_ASCII));
            keyboard.flush();
            Launcher.Ended ended = running.ended();

            assertThat(ended.exit()).describedAs(ended.output()).isZero();
            assertThat(ended.output()).contains("1 DONE").doesNotContain(ADMIN_PASSWORD, "^D");
        }
        assertThat(servers.messages(servers.target, DemoUser.CLARA.target())).isEqualTo(MESSAGES);
    }

    @Test
    void withoutATerminalAnAsteriskIsOneClearErrorAndNothingBegins() throws Exception {
        Launcher.Ended ended = launcher.mailmig("/m", "/c:" + wave, "/a:admin", "/p:*");
        assertThat(ended.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(ended.output())
                .hasLineCount(1)
                .contains("There is no terminal to ask for the password", "--password-file");
    }

    /** GreenMail knows no admin who acts for others: it is given users of the names that Dovecot's way to say it makes. */
    private static String byAdmin(DemoUser user) {
        return user.source() + "*" + ADMIN;
    }

    /** A row without a password of the source's own: the admin login is needed. */
    private static Path control(DemoUser user) throws IOException {
        return Files.writeString(
                dir.resolve(user.word() + "'s file.csv"),
                "source_user,target_user,address,target_password\n" + user.source() + "," + user.target() + ","
                        + user.target() + "," + user.targetPassword() + "\n");
    }
}
