// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.smtp.SmtpServer;

/** A mail server could hold the report, and with it the end of a run, for ever, and fill the memory with a reply. */
@Timeout(600)
class MailServersThatNeverEndTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Properties keys = new Properties();
    private final CountDownLatch left = new CountDownLatch(1);
    private ServerSocket listener;

    /** What a server says. */
    @FunctionalInterface
    private interface Talk {
        void to(Socket client, OutputStream out) throws Exception;
    }

    @BeforeEach
    void configure() throws Exception {
        context.getPropertiesComponent().setOverrideProperties(keys);
        context.start();
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws Exception {
        listener.close();
        context.close();
    }

    private String send(String prefix, String scheme, Talk talk) throws Exception {
        Thread thread = new Thread(
                () -> {
                    try (Socket client = listener.accept()) {
                        talk.to(client, client.getOutputStream());
                    } catch (Exception gone) {
                        // the other end has left, as it should
                    }
                    left.countDown();
                },
                "endless-smtp");
        thread.setDaemon(true);
        thread.start();
        keys.setProperty(prefix + ".smtp", scheme + "://127.0.0.1:" + listener.getLocalPort());
        SmtpServer server = new SmtpServer(context, prefix);
        Exchange sent = context.createProducerTemplate().send(server.endpoint(), exchange -> {
            exchange.getMessage().setBody("text");
            exchange.getMessage().setHeader("To", "post@new.example");
            exchange.getMessage().setHeader("From", "mailmig@new.example");
        });
        assertThat(sent.getException()).isNotNull();
        return server.explained(sent.getException());
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void drip(OutputStream out, String text) throws Exception {
        do {
            say(out, text);
        } while (!left.await(50, TimeUnit.MILLISECONDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mailmig.report", "mailmig.probe"})
    void oneThatSendsAByteNowAndThenIsLeft(String prefix) throws Exception {
        keys.setProperty(prefix + ".timeout", "1s");
        assertThat(send(prefix, "smtp", (client, out) -> drip(out, "2")))
                .contains("the SMTP server takes too long", "1 s", prefix + ".timeout");
        left.await();
    }

    @Test
    void soIsOneWhoseRepliesComeLineByLine() throws Exception {
        keys.setProperty("mailmig.report.timeout", "1s");
        assertThat(send("mailmig.report", "smtp", (client, out) -> drip(out, "220-welcome\r\n")))
                .contains("mailmig.report.timeout");
        left.await();
    }

    @Test
    void soIsOneThatDripsWithinTls() throws Exception {
        keys.setProperty("mailmig.report.timeout", "1s");
        assertThat(send("mailmig.report", "smtps", (client, out) -> {
                    say(out, "\u0016\u0003\u0003\u0040\u0000"); // a handshake record that does not come to its end
                    drip(out, "\u0002");
                }))
                .contains("too long");
        left.await();
    }

    @Test
    void soIsAServerThatStaysSilentWhenTheTimeIsOver() throws Exception {
        keys.setProperty("mailmig.report.timeout", "1s");
        assertThat(send("mailmig.report", "smtp", (client, out) -> client.getInputStream()
                        .readAllBytes()))
                .contains("mailmig.report.timeout");
        left.await();
    }

    @ParameterizedTest
    @ValueSource(strings = {"220-welcome\r\n", "220 ", "x"})
    void oneThatSendsWithoutEndIsLeft(String what) throws Exception {
        String much = what.repeat(1_000);
        assertThat(send("mailmig.report", "smtp", (client, out) -> {
                    say(out, what);
                    while (true) {
                        say(out, what.startsWith("220-") ? much : much.replace("\r\n", ""));
                    }
                }))
                .contains("the SMTP server sent more than 1048576 bytes");
        left.await();
    }

    @Test
    void soIsOneThatDoesSoAfterTheGreeting() throws Exception {
        assertThat(send("mailmig.report", "smtp", (client, out) -> {
                    say(out, "220 welcome\r\n");
                    client.getInputStream().read();
                    while (true) {
                        say(out, "250-EXTENSION x\r\n".repeat(1_000));
                    }
                }))
                .contains("1048576 bytes");
        left.await();
    }
}
