// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.ControlRow;
import org.mailmig.Mode;

/** Of a further server, what the keys of the target say about a target was not read, or was no key at all. */
class FurtherServersHaveAllKeysTest {
    @RegisterExtension
    final ScriptedSides sides = new ScriptedSides();

    /** The target is a further server, which creates a folder of its own in each mailbox. */
    @BeforeEach
    void berlin() {
        sides.with("mailmig.servers", "berlin")
                .with("mailmig.berlin.uri", "imap://127.0.0.1:" + sides.target.port())
                .with("mailmig.berlin.tls", "none")
                .with("mailmig.berlin.admin-user", "migrator")
                .with("mailmig.berlin.admin-password", "pw")
                .with("mailmig.berlin.admin-style", "authzid");
        sides.target
                .on("LIST \"\" \"?\\*.*", "* LIST () \"/\" INBOX", "* LIST () \"/\" Pinboard", "T OK done")
                .on(
                        "STATUS.*",
                        "* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)",
                        "* STATUS Pinboard (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)",
                        "T OK done");
    }

    private String clone(String target) {
        return sides.step(
                "mailbox:check",
                ControlRow.of(2, "anna", "anna", Mode.CLONE)
                        .servers(null, target)
                        .build());
    }

    @Test
    void itsOwnFoldersAreItsOwn() {
        sides.with("mailmig.berlin.own-folders", "Pinboard");
        assertThat(clone("berlin")).isEmpty();
    }

    @Test
    void theRefusalNamesItsKey() {
        assertThat(clone("berlin")).contains("mailmig.berlin.own-folders = Pinboard");
    }

    @Test
    void whatItDoesNotSetIsAsForTheTarget() {
        sides.with("mailmig.target.own-folders", "Pinboard");
        assertThat(clone("berlin")).isEmpty();
    }

    @Test
    void itsPresetCountsBeforeTheTargetsKey() {
        sides.with("mailmig.target.own-folders", "Pinboard").with("mailmig.berlin.preset", "james");
        assertThat(clone("berlin")).contains("mailmig.berlin.own-folders = Pinboard");
    }

    @Test
    void itDecidesWhatHappensToAMailboxInUse() {
        sides.with("mailmig.berlin.when-initialised", "merge");
        assertThat(clone("berlin")).isEmpty();
        assertThat(clone(null)).contains("mailmig.target.when-initialised = merge");
    }
}
