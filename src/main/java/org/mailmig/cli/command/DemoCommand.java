// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import com.icegreen.greenmail.util.GreenMail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.config.InstallDir;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.demo.PostOffice;
import org.mailmig.cli.demo.SampleMail;
import org.mailmig.cli.output.Display;
import org.mailmig.cli.output.EventLines;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.run.CamelRuntime;
import org.mailmig.cli.run.TerminationSignals;
import org.mailmig.cli.run.WaveWatch;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.report.TextReport;
import org.mailmig.report.WaveReport;
import picocli.CommandLine.Command;

/** {@code demo}: a whole migration on this machine, with its own servers. */
@Command(
        name = "demo",
        sortOptions = false,
        description = {
            "Shows a whole migration in less than half a minute: two mail servers, a directory and a sample wave, all"
                    + " in this process. Needs no setup and writes only to its own temporary folder."
        })
public final class DemoCommand extends CommandWithOptions {
    private static final int MESSAGES_PER_FOLDER = 20;
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private Path dir;

    @Override
    Path log() {
        dir = dir == null ? temporary() : dir;
        return dir.resolve("mailmig.log");
    }

    @Override
    int execute() throws Exception {
        say("Starting two mail servers, the source (old.example) and the target (new.example), and the target's"
                + " directory.");
        try (DemoServers servers = new DemoServers();
                Display display = new EventLines(out());
                CamelRuntime engine = CamelRuntime.start(configuration(servers), List.of("*"), display);
                TerminationSignals signals = TerminationSignals.on(engine::close)) {
            fill(servers);
            drop();
            ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
            PostOffice post = new PostOffice(servers, this::witness);
            clock.scheduleWithFixedDelay(() -> round(post), 0, 100, TimeUnit.MILLISECONDS);
            try {
                return watch(engine.ledger(), display, servers, post, clock);
            } catch (RuntimeException e) {
                if (signals.isStopping()) {
                    signals.awaitExit();
                }
                throw e;
            } finally {
                clock.shutdownNow();
            }
        }
    }

    private Configuration configuration(DemoServers servers) {
        Map<String, String> keys = new HashMap<>();
        keys.put(
                "mailmig.source.uri",
                "imap://127.0.0.1:" + servers.source.getImap().getPort());
        keys.put("mailmig.source.tls", "none");
        keys.put(
                "mailmig.target.uri",
                "imap://127.0.0.1:" + servers.target.getImap().getPort());
        keys.put("mailmig.target.tls", "none");
        keys.put("mailmig.directory.url", servers.directoryUrl());
        keys.put("mailmig.directory.base", "dc=new,dc=example");
        keys.put("mailmig.directory.bind-dn", DemoServers.BIND_DN);
        keys.put("mailmig.directory.password", servers.bindPassword());
        keys.put("mailmig.forwarder.domain", DemoUser.SOURCE_DOMAIN);
        keys.put("mailmig.forwarder.settle", "3s");
        keys.put("mailmig.sweep.wait", "8s");
        keys.put("mailmig.sweep.interval", "1s");
        keys.put("mailmig.intake.settle", "500");
        keys.put("mailmig.ledger.url", "jdbc:h2:file:" + dir.resolve("ledger"));
        keys.put("mailmig.intake.dir", dir.resolve("intake").toString());
        keys.put("mailmig.dead-letter.dir", dir.resolve("dead-letter").toString());
        keys.put("mailmig.report.dir", dir.resolve("report").toString());
        return Configuration.load(new InstallDir(Optional.empty()), null, keys, Map.of());
    }

    private void fill(DemoServers servers) throws Exception {
        SampleMail mail = new SampleMail(4711);
        long all = 0;
        for (DemoUser user : DemoUser.values()) {
            for (String folder : SampleMail.FOLDERS) {
                mail.fill(servers.folder(servers.source, user.source(), folder), user, MESSAGES_PER_FOLDER);
            }
            all += servers.messages(servers.source, user.source());
        }
        mail.fill(servers.folder(servers.target, DemoUser.DORA.target(), "INBOX"), DemoUser.DORA, 1);
        say(all
                + " messages are in 5 mailboxes of the source: plain, HTML, attachments, umlauts, duplicates,"
                + " some without a Message-ID.");
        say("anna, bert and clara will be moved. dora's target is already in use: that clone must be refused.");
        say("emil's password in the control file is wrong: that account ends as a dead letter.");
    }

    private void drop() throws IOException {
        StringBuilder rows =
                new StringBuilder("source_user,target_user,address,source_password,target_password,mode\n");
        for (DemoUser user : DemoUser.values()) {
            String password = user == DemoUser.EMIL ? "mistyped" : user.sourcePassword();
            rows.append(String.join(
                            ",", user.source(), user.target(), user.target(), password, user.targetPassword(), "clone"))
                    .append('\n');
        }
        Path intake = Files.createDirectories(dir.resolve("intake"));
        Path whole = Files.writeString(dir.resolve("wave.csv.new"), rows);
        Files.move(whole, intake.resolve("wave.csv"), StandardCopyOption.ATOMIC_MOVE);
        say("The control file wave.csv is dropped into the intake folder. From here on everything is automatic:");
        say("match > check > stamp > copy > verify > clear > sweep > report, one line per event.");
        out().println();
    }

    private int watch(
            Ledger ledger, Display display, DemoServers servers, PostOffice post, ScheduledExecutorService clock)
            throws Exception {
        Instant end = Instant.now().plus(LONGEST);
        while (ledger.waves().list().isEmpty()) {
            if (Instant.now().isAfter(end)) {
                throw new CommandException("The control file was not accepted: see " + log() + ".");
            }
            Thread.sleep(50);
        }
        WaveWatch watch = new WaveWatch(ledger, ledger.waves().list().get(0).id(), display, 0);
        Wave wave = watch.follow(Duration.ofMillis(100));
        clock.shutdown();
        clock.awaitTermination(2, TimeUnit.SECONDS);
        WaveReport report = WaveReport.of(ledger, wave);
        out().println();
        TextReport.write(report, out(), Integer.MAX_VALUE);
        out().println();
        count(servers, post);
        places(watch.report());
        int exit = ExitCode.of(report);
        say("Exit code " + exit + ", because accounts were refused and failed (on purpose).");
        return exit;
    }

    private void count(DemoServers servers, PostOffice post) throws Exception {
        for (DemoUser user : DemoUser.MOVING) {
            say(String.format(
                    "%-6s source %4d messages, target %4d",
                    user.word(),
                    count(servers, servers.source, user.source()),
                    count(servers, servers.target, user.target())));
        }
        say("(the target has more: it received the mail that arrived after the forwarder was cleared)");
        say(post.arrived() + " of " + post.count() + " messages that arrived during the migration are in the target.");
    }

    private static long count(DemoServers servers, GreenMail server, String login) throws Exception {
        return servers.messages(server, login);
    }

    private void places(String report) throws IOException {
        say("The report is in " + report);
        Path letters = dir.resolve("dead-letter");
        if (Files.isDirectory(letters)) {
            try (Stream<Path> files = Files.list(letters)) {
                files.sorted().forEach(file -> say("Dead letter: " + file));
            }
        }
        say("All files of this demo are in " + dir + "; delete it when you are done.");
    }

    private void round(PostOffice post) {
        try {
            post.round();
        } catch (Exception e) {
            org.slf4j.LoggerFactory.getLogger(DemoCommand.class).warn("The demo's mail delivery failed", e);
        }
    }

    private void say(String text) {
        out().println(text);
    }

    /** Prints what can be observed from outside, in addition to the run's own output. */
    private void witness(String text) {
        out().println("            - " + text);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("mailmig-demo-");
        } catch (IOException e) {
            throw new CommandException("The demo needs a folder for temporary files: " + e.getMessage(), e);
        }
    }
}
