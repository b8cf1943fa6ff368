// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users who left are refused one by one, whatever the server responds and however many follow each other. */
class RefusedUserNamesTest {
    @RegisterExtension
    final ScriptedSides sides = new ScriptedSides();

    private static String login(String user) {
        return Base64.getEncoder().encodeToString((user + "\0migrator\0pw").getBytes(StandardCharsets.UTF_8));
    }

    private void knows(String... users) {
        for (String user : users) {
            sides.source.on(Pattern.quote("AUTHENTICATE PLAIN " + login(user)), "T OK in");
        }
        sides.source.on("AUTHENTICATE.*", "T NO AUTHENTICATE failed.");
    }

    private long asked(String user) {
        return sides.source.heard("AUTHENTICATE PLAIN " + login(user));
    }

    @Test
    void anyNumberOfThemInARowStopsNoOtherUser() {
        knows("anna", "bert");
        assertThat(sides.check("anna")).isEmpty();
        for (int left = 0; left < 7; left++) {
            assertThat(sides.check("left" + left)).contains("left" + left, "source_user", "line 2");
        }
        assertThat(sides.check("bert")).isEmpty();
        assertThat(asked("anna")).as("asked at each third refusal only").isEqualTo(3);
    }

    @Test
    void aMailboxThatTheConfigurationNamesSettlesItBeforeAnyoneWasLetIn() {
        knows("known", "bert");
        sides.with("mailmig.source.known-user", "known");
        for (int left = 0; left < 4; left++) {
            assertThat(sides.check("left" + left)).contains("line 2").doesNotContain("admin-password");
        }
        assertThat(sides.check("bert")).isEmpty();
    }

    @Test
    void oneWhoHasLeftAndComesBackIsAskedForAgain() {
        knows("anna");
        assertThat(sides.check("anna")).isEmpty();
        assertThat(sides.check("late")).contains("late");
        sides.source.inTurn("AUTHENTICATE.*", "T OK in");
        assertThat(sides.check("late")).isEmpty();
    }

    @Test
    void aPasswordThatWasChangedAtTheServerStopsTheLoginAndTheNextWaveFindsItAgain() {
        sides.source.inTurn("AUTHENTICATE.*", "T OK in", "T NO AUTHENTICATE failed.");
        assertThat(sides.check("anna")).isEmpty();
        for (int owner = 0; owner < 2; owner++) {
            assertThat(sides.check("bert" + owner)).contains("line 2");
        }
        assertThat(sides.check("bert2")).contains("mailmig.source.admin-password", "10 min");
        long before = sides.source.heard("AUTHENTICATE");
        assertThat(sides.check("bert3"))
                .contains("mailmig.source.admin-password")
                .doesNotContain("AUTHENTICATE");
        assertThat(sides.source.heard("AUTHENTICATE"))
                .as("the known mailbox alone")
                .isEqualTo(before + 1);
        sides.source.inTurn("AUTHENTICATE.*", "T OK in");
        assertThat(sides.check("bert4")).isEmpty();
    }

    @Test
    void aStopEndsAfterItsTime() {
        sides.with("mailmig.admin-login.stop", "1");
        sides.source.inTurn("AUTHENTICATE.*", "T NO no", "T NO no", "T OK in");
        assertThat(sides.check("anna")).contains("line 2");
        assertThat(sides.check("bert")).contains("mailmig.source.admin-password");
        long stopped = System.nanoTime();
        while (System.nanoTime() - stopped < 2_000_000) {
            Thread.onSpinWait();
        }
        assertThat(sides.check("carl")).isEmpty();
    }

    @Test
    void aServerThatCannotBeAskedLeavesTheRefusalToItsOwner() {
        sides.source.inTurn(
                "AUTHENTICATE.*", "T OK in", "T NO no", "T NO no", "T NO no", "T NO [LIMIT] enough", "T OK in");
        assertThat(sides.check("anna")).isEmpty();
        for (int left = 0; left < 3; left++) {
            assertThat(sides.check("left" + left)).contains("line 2").doesNotContain("admin-password");
        }
        assertThat(sides.check("bert")).isEmpty();
    }
}
