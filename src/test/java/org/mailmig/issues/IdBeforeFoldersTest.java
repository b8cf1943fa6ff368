// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that opens no folder before ID (RFC 2971), wherever it announces the extension. */
class IdBeforeFoldersTest {
    private static final String WITHOUT = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello";

    @RegisterExtension
    final ScriptedSides sides = new ScriptedSides();

    private final AtomicBoolean identified = new AtomicBoolean();

    private void wantsId(String answer) {
        sides.source.on("ID .*", () -> {
            identified.set(true);
            return answer;
        });
        for (String command : new String[] {"LIST \"\" \"?\\*.*", "EXAMINE.*"}) {
            sides.source.on(
                    command,
                    () -> !identified.get()
                            ? "T NO " + command.split(" ")[0] + " Unsafe Login. Please contact kefu@188.com for help"
                            : command.startsWith("LIST") ? "* LIST () \"/\" INBOX\r\nT OK done" : "T OK done");
        }
    }

    @Test
    void itIsSentWhereItIsAnnouncedAfterTheLogin() {
        wantsId("* ID (\"name\" \"Coremail\")\r\nT OK done");
        sides.source.greeting(WITHOUT).offers("ID");
        assertThat(sides.check("anna")).isEmpty();
        assertThat(sides.source.heard("ID (\"name\" \"mailmig\"")).isPositive();
    }

    @Test
    void itIsSentWhereItIsAnnouncedBeforeTheLoginOnly() {
        wantsId("* ID NIL\r\nT OK done");
        sides.source.greeting("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR ID] hello");
        assertThat(sides.check("anna")).isEmpty();
    }

    @Test
    void aServerThatAnnouncesItAndRefusesItIsUsedAllTheSame() {
        sides.source.greeting(WITHOUT).offers("ID").on("ID .*", "T BAD what");
        assertThat(sides.check("anna")).isEmpty();
    }

    @Test
    void whereItIsNotAnnouncedItIsNotSent() {
        sides.source.greeting(WITHOUT);
        assertThat(sides.check("anna")).isEmpty();
        assertThat(sides.source.heard("ID")).isZero();
    }
}
