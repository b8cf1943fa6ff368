// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.NewAccount;

/**
 * When the same control file was dropped again after a failed sweep, instead of retry, the account resumed at the sweep without
 * knowing that its forwarder had been cleared: nothing was swept, and the account was DONE.
 */
class RedropAfterFailedSweepTest {
    private final Ledger ledger = Ledger.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null);

    @AfterEach
    void close() {
        ledger.close();
    }

    private Account taken() {
        ControlRow row = ControlRow.of(2, "anna", "anna", Mode.CLONE).build();
        String wave = ledger.waves()
                .begin(
                        "wave.csv",
                        "the same content",
                        List.of(new NewAccount(row, null, null)).iterator())
                .wave()
                .id();
        return ledger.leases().take(wave, "anna").orElseThrow();
    }

    private void ends(Account account, Outcome outcome) {
        account.getResult().outcome = outcome;
        ledger.leases().end(account);
        ledger.waves().endIfComplete(account.getWave());
    }

    private void stamped(Account anna) {
        ledger.forwarders().intend(anna, "uid=anna,dc=new", "targetAddress", "SMTP:anna@old.example", false);
        ledger.forwarders().standing(anna);
        anna.getResult().forwarder = ForwarderState.STAMPED;
    }

    @Test
    void theAccountResumesAtItsSweepAndKnowsThatItsForwarderIsCleared() {
        Account anna = taken();
        stamped(anna);
        ledger.forwarders().passedClear(anna);
        anna.getResult().forwarder = ForwarderState.CLEARED;
        anna.setStep(Step.SWEEP);
        ledger.leases().save(anna);
        ends(anna, Outcome.FAILED);

        Account again = taken();
        assertThat(again.getWave()).isNotEqualTo(anna.getWave());
        assertThat(again.getStep()).isEqualTo(Step.SWEEP);
        assertThat(again.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
    }

    @Test
    void anAccountWhoseForwarderIsStillSetKnowsThatToo() {
        Account anna = taken();
        stamped(anna);
        ends(anna, Outcome.PARTIAL);
        assertThat(taken().getResult().forwarder).isEqualTo(ForwarderState.KEPT);
    }

    @Test
    void oneWhoseStampWasTakenBackHasNone() {
        Account anna = taken();
        stamped(anna);
        ledger.forwarders().cleared(anna);
        ends(anna, Outcome.REFUSED);
        assertThat(taken().getResult().forwarder).isEqualTo(ForwarderState.NONE);
    }
}
