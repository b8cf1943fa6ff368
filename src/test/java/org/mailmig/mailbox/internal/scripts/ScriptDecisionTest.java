// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.ScriptAction;
import org.mailmig.ledger.copy.ScriptState;

/** The table of what happens to a script s, whose text for the target is W (as comments C). */
class ScriptDecisionTest {
    /** Columns: what is in the target; what we stored and intended there; what is done, under which name. */
    @ParameterizedTest
    @CsvSource({
        "'',                    '', '', '', copied,  s",
        "s=W,                   '', '', '', present, s",
        "s=C,                   '', '', '', updated, s",
        "s=own,                 '', '', '', copied,  s (source)",
        "s=own s (source)=W,    '', '', '', present, s (source)",
        "s=own s (source)=C,    '', '', '', updated, s (source)",
        "s=own s (source)=x,    '', '', '', copied,  s (source 2)",
        "'',                    s, '', W,   copied,  s", // died before it was sent
        "s=W,                   s, '', W,   present, s", // died before the answer was written down
        "'',                    s, W,  '',  gone,    s", // its owner removed it
        "s=W,                   s, W,  '',  present, s",
        "s=own,                 s, W,  '',  kept,    s", // its owner changed it, the source did not
        "s=V,                   s, V,  '',  updated, s", // the source changed it, its owner did not
        "s=V,                   s, V,  W,   updated, s", // ... and we died before it was sent
        "s=own,                 s, V,  '',  copied,  s (source)", // both changed it
        "s=own s (source)=V,    s (source), V, '', updated, s (source)",
        "s=own,                 s (source), V, W, copied, s (source)", // died between a new name and its script
    })
    void whereAScriptGoes(String target, String knownAs, String stored, String intended, String action, String name)
            throws Exception {
        Map<String, String> there = new HashMap<>();
        java.util.regex.Matcher each =
                java.util.regex.Pattern.compile("(s(?: \\(source\\))?)=(\\w+)").matcher(target);
        while (each.find()) {
            there.put(each.group(1), each.group(2));
        }
        ScriptState known = knownAs.isEmpty()
                ? null
                : new ScriptState("s", knownAs, none(stored), none(intended), ScriptState.Activation.NONE);
        ScriptDecision choice = ScriptDecision.of("s", "W", "C", known, there::get);
        assertThat(choice.action()).isEqualTo(ScriptAction.of(action));
        assertThat(choice.target()).isEqualTo(name);
    }

    private static String none(String value) {
        return value.isEmpty() ? null : value;
    }
}
