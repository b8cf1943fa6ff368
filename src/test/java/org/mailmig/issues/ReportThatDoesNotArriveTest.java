// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.Cli;
import org.mailmig.cli.RunWorld;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.servers.ScriptedSmtp;

/** A report that was refused by the mail server, or not written, ended with the exit code 0. */
class ReportThatDoesNotArriveTest {
    @TempDir
    Path dir;

    private DemoServers servers;

    @BeforeEach
    void start() throws Exception {
        servers = new DemoServers();
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void aMailThatIsRefusedIsAWarning() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(null).answer("RCPT", "550 5.1.1 nobody of that name")) {
            Cli cli = run(1, smtp(smtp));
            assertThat(cli.err.toString())
                    .contains("The report could not be delivered", "nobody of that name", "mailmig.report.smtp");
            assertThat(dir.resolve("report")).isNotEmptyDirectory();
        }
    }

    @Test
    void oneThatIsTakenIsNone() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp(null)) {
            run(0, smtp(smtp));
            assertThat(smtp.clear).anyMatch(line -> line.startsWith("Subject: mailmig: wave"));
        }
    }

    @Test
    void aReportThatCannotBeWrittenIsAWarning() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "in the way");
        Cli cli = run(1, "mailmig.report.dir = " + file.resolve("report"));
        assertThat(cli.err.toString()).contains("The report could not be delivered", "mailmig.report.dir");
    }

    private static String smtp(ScriptedSmtp smtp) {
        return "mailmig.report.smtp = smtp://127.0.0.1:" + smtp.port()
                + "\nmailmig.report.mail-to = post@new.example\nmailmig.report.mail-from = mailmig@new.example";
    }

    private Cli run(int exit, String keys) throws Exception {
        RunWorld world = new RunWorld(dir, servers, keys);
        Cli cli = new Cli(dir);
        assertThat(cli.logged(
                        "run",
                        "-c",
                        world.wave(DemoUser.ANNA).toString(),
                        "--config",
                        world.config().toString()))
                .as("%s%s", cli.out, cli.err)
                .isEqualTo(exit);
        return cli;
    }
}
