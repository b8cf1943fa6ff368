// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.demo.SampleMail;

/**
 * The launcher's training run for class data sharing, after which the JVM can load the classes of a small command quickly: a plan, a run
 * and a status on the demo's embedded servers. Uses only a temporary folder of its own.
 */
final class CdsTraining {
    private CdsTraining() {}

    public static void main(String[] args) throws Exception {
        Path dir = Files.createTempDirectory("mailmig-training-");
        PrintWriter out = new PrintWriter(System.out, true);
        try (DemoServers servers = new DemoServers()) {
            new SampleMail(1).fill(servers.folder(servers.source, DemoUser.ANNA.source(), "INBOX"), DemoUser.ANNA, 4);
            Path control = Files.writeString(
                    dir.resolve("wave.csv"),
                    String.join(
                            "\n",
                            "source_user,target_user,address,source_password,target_password,mode",
                            row(DemoUser.ANNA, "clone"),
                            row(DemoUser.BERT, "merge"),
                            ""));
            Path config = Files.writeString(
                    dir.resolve("my.properties"),
                    String.join(
                            "\n",
                            "mailmig.source.uri=imap://127.0.0.1:"
                                    + servers.source.getImap().getPort(),
                            "mailmig.source.tls=none",
                            "mailmig.target.uri=imap://127.0.0.1:"
                                    + servers.target.getImap().getPort(),
                            "mailmig.target.tls=none",
                            "mailmig.directory.url=" + servers.directoryUrl(),
                            "mailmig.directory.base=dc=new,dc=example",
                            "mailmig.directory.bind-dn=" + DemoServers.BIND_DN,
                            "mailmig.directory.password=" + servers.bindPassword(),
                            "mailmig.forwarder.domain=old.example",
                            "mailmig.forwarder.settle=0s",
                            "mailmig.sweep.wait=0s",
                            "mailmig.ledger.url=jdbc:h2:file:" + dir.resolve("ledger"),
                            "mailmig.intake.dir=" + dir.resolve("intake"),
                            "mailmig.dead-letter.dir=" + dir.resolve("dead-letter"),
                            "mailmig.report.dir=" + dir.resolve("report")));
            String[] common = {
                "--config", config.toString(), "--log", dir.resolve("log").toString()
            };
            execute(out, common, "plan", "-c", control.toString());
            execute(out, common, "run", "-c", control.toString());
            execute(out, common, "status");
        } finally {
            delete(dir);
        }
    }

    private static String row(DemoUser user, String mode) {
        return String.join(
                ",", user.source(), user.target(), user.target(), user.sourcePassword(), user.targetPassword(), mode);
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private static void execute(PrintWriter out, String[] common, String... words) {
        String[] all = Stream.concat(Stream.of(words), Stream.of(common)).toArray(String[]::new);
        Mailmig.execute(out, out, all);
    }
}
