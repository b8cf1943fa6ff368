// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refused further connection is tried again later; the account does not start over. */
class RefusedConnectionTest {
    private static final String HELLO = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello";

    @RegisterExtension
    final ScriptedSides sides = new ScriptedSides();

    @ParameterizedTest
    @ValueSource(strings = {"* BYE Too many connections from your address", "* NO no", "CLOSE"})
    void whoIsSentAwayBeforeTheLoginComesAgain(String greeting) {
        sides.source.greetings(greeting, greeting, greeting, HELLO);
        assertThat(sides.check("anna")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "T NO [LIMIT] Maximum number of connections from user+IP exceeded",
                "T NO [UNAVAILABLE] later",
                "* BYE Connection limit reached"
            })
    void whoIsSentAwayAtTheLoginComesAgain(String answer) {
        sides.source.inTurn("AUTHENTICATE.*", answer, answer, "T OK in");
        assertThat(sides.check("anna")).isEmpty();
    }

    @Test
    void whoIsRefusedForGoodIsNotAskedAgain() {
        sides.source.on("AUTHENTICATE.*", "T NO [AUTHENTICATIONFAILED] no");
        assertThat(sides.check("anna")).contains("line 2");
        assertThat(sides.source.heard("AUTHENTICATE")).isOne();
    }
}
