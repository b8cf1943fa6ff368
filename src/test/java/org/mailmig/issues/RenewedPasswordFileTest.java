// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.imap.ScriptedServer;

/** A password or token that is renewed in its file is used from the next login on, and the old one fails no account. */
class RenewedPasswordFileTest {
    @RegisterExtension
    final ScriptedSides sides = new ScriptedSides();

    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void file() throws Exception {
        file = Files.writeString(dir.resolve("token"), "first\nnot this line\n");
        sides.with("mailmig.source.admin-password", "").with("mailmig.source.admin-password-file", file.toString());
    }

    private void takesOnly(String password) {
        String admin = "\0migrator\0" + password;
        for (String user : new String[] {"anna", "bert", "carl"}) {
            String word = Base64.getEncoder().encodeToString((user + admin).getBytes(StandardCharsets.UTF_8));
            sides.source.on(Pattern.quote("AUTHENTICATE PLAIN " + word), "T OK in");
        }
        sides.source.on("AUTHENTICATE.*", "T NO [AUTHENTICATIONFAILED] no");
    }

    @Test
    void theFileIsReadForEachLogin() throws Exception {
        takesOnly("first");
        assertThat(sides.check("anna")).isEmpty();
        Files.writeString(file, "second");
        assertThat(sides.check("bert"))
                .as("the new one opens not even anna's mailbox, which worked before")
                .contains("mailmig.source.admin-password")
                .doesNotContain("first", "second");
        Files.writeString(file, "first");
        assertThat(sides.check("carl")).isEmpty();
    }

    @Test
    void aFileThatIsEmptyWhileItIsReplacedFailsNoAccount() throws Exception {
        takesOnly("first");
        Files.writeString(file, "");
        assertThat(sides.check("anna")).contains("is empty", file.toString(), "mailmig.source.admin-password-file");
        assertThat(sides.source.heard("AUTHENTICATE")).isZero();
        Files.writeString(file, "\uFEFFfirst\r\n");
        assertThat(sides.check("anna")).isEmpty();
    }

    @Test
    void aTokenThatWasRenewedWhileTheServerRefusedTheOldOneIsTriedAtOnce() throws Exception {
        try (ScriptedServer cloud = ScriptedSides.withInbox(new ScriptedServer())) {
            cloud.greeting("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] hello")
                    .on("AUTHENTICATE XOAUTH2 " + token("anna", "second"), "T OK in")
                    .on("AUTHENTICATE XOAUTH2 .*", () -> {
                        write("second");
                        return "T NO [AUTHENTICATIONFAILED] expired";
                    });
            sides.with("mailmig.source.uri", "imap://127.0.0.1:" + cloud.port())
                    .with("mailmig.source.admin-style", "xoauth2")
                    .with("mailmig.source.admin-user", "");
            assertThat(sides.check("anna")).isEmpty();
            assertThat(cloud.heard("AUTHENTICATE")).isGreaterThanOrEqualTo(2);
        }
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String token(String user, String token) {
        String message = "user=" + user + "\u0001auth=Bearer " + token + "\u0001\u0001";
        return Pattern.quote(Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8)));
    }
}
