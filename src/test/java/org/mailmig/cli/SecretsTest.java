// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMailUtil;
import jakarta.mail.internet.MimeMessage;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.demo.SampleMail;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.world.Hanging;
import org.mailmig.world.Secrets;

/** A run with every kind of password, one of them wrong, and a mailed report: none of them is found anywhere, during or after the run. */
class SecretsTest {
    private static final String ROW = "r0w&pass+w%rd";
    private static final String MISTYPED = "mis&typed=w0rd";
    private static final String URI = "u7i&Zulu+9";
    private static final String SMTP = "smtp&S3cret";
    private static final String KEY = "l3dger&key";

    @TempDir
    Path dir;

    @TempDir
    Path input;

    private DemoServers servers;
    private Secrets secrets;

    @BeforeEach
    void start() throws Exception {
        servers = new DemoServers();
        secrets = new Secrets(ROW, MISTYPED, URI, SMTP, KEY, servers.bindPassword());
        servers.source.setUser(DemoUser.ANNA.source(), DemoUser.ANNA.source(), ROW);
        servers.target.setUser("post@new.example", "post", SMTP);
        new SampleMail(1).fill(servers.folder(servers.source, DemoUser.ANNA.source(), "INBOX"), DemoUser.ANNA, 3);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void noPasswordIsShownOrKept() throws Exception {
        RunWorld world = new RunWorld(
                input,
                servers,
                "mailmig.source.uri = imap://127.0.0.1:"
                        + servers.source.getImap().getPort() + "?username=nobody&password=RAW(" + URI + ")",
                "mailmig.ledger.url = jdbc:h2:file:" + dir.resolve("ledger"),
                "mailmig.ledger.key = " + KEY,
                "mailmig.intake.dir = " + dir.resolve("intake"),
                "mailmig.dead-letter.dir = " + dir.resolve("dead-letter"),
                "mailmig.report.dir = " + dir.resolve("report"),
                "mailmig.report.smtp = smtp://127.0.0.1:"
                        + servers.target.getSmtp().getPort() + "?username=post&password=RAW(" + SMTP + ")",
                "mailmig.report.tls = none",
                "mailmig.report.mail-to = post@new.example",
                "mailmig.report.mail-from = mailmig@new.example",
                "mailmig.forwarder.settle = 3s");
        Path control = Files.writeString(
                input.resolve("wave.csv"),
                "source_user,target_user,source_password,target_password,mode\n"
                        + String.join(
                                ",",
                                DemoUser.ANNA.source(),
                                DemoUser.ANNA.target(),
                                ROW,
                                DemoUser.ANNA.targetPassword(),
                                "clone\n")
                        + String.join(
                                ",", DemoUser.BERT.source(), DemoUser.BERT.target(), MISTYPED, MISTYPED, "clone\n"));
        Cli cli = new Cli(dir);
        CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> cli.logged(
                "run", "-c", control.toString(), "--config", world.config().toString()));
        await().atMost(Hanging.AFTER)
                .until(() -> servers.targetAddress(DemoUser.ANNA).isPresent());
        String managed = managed();

        assertThat(run.join()).as("%s%s", cli.out, cli.err).isEqualTo(ExitCode.ERRORS);

        assertThat(managed).contains("mailmig-account", "mailbox://check");
        assertThat(secrets.in("JMX", managed)).isEmpty();
        assertThat(secrets.in("output", cli.out + "" + cli.err)).isEmpty();
        assertThat(dir.resolve("dead-letter")).isNotEmptyDirectory();
        assertThat(secrets.in(dir)).isEmpty();
        MimeMessage[] mailed = servers.target.getReceivedMessages();
        MimeMessage letter = mailed[mailed.length - 1];
        assertThat(letter.getSubject()).isEqualTo("mailmig: wave wave-1 ended FAILED");
        assertThat(GreenMailUtil.getBody(letter)).contains(DemoUser.ANNA.source(), "DONE", "FAILED");
        assertThat(secrets.in("mail", GreenMailUtil.getWholeMessage(letter))).isEmpty();
    }

    /** Everything that Camel's MBeans tell, the routes as they run included. */
    private static String managed() throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        StringBuilder told = new StringBuilder();
        for (ObjectName name : beans.queryNames(new ObjectName("org.apache.camel:*"), null)) {
            told.append(name).append('\n');
            for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
                try {
                    told.append(beans.getAttribute(name, attribute.getName())).append('\n');
                } catch (JMException | RuntimeException e) {
                    told.append(e).append('\n');
                }
            }
            if (name.getKeyProperty("type").equals("routes")) {
                told.append(beans.invoke(
                        name, "dumpRouteAsXml", new Object[] {true}, new String[] {boolean.class.getName()}));
            }
        }
        return told.toString();
    }
}
