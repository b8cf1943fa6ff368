// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.NewAccount;

/** Whether a running mailmig takes up the accounts that a command has made wait. */
public final class TakenUp {
    /** How long to wait for a live process; it looks for work every half second. */
    private static final Duration WITHIN = Duration.ofSeconds(3);

    private static final int MOST_LOOKED_AT = 20;

    private TakenUp() {}

    public static boolean await(Ledger ledger, String wave, List<String> accounts) throws InterruptedException {
        Instant end = Instant.now().plus(WITHIN);
        while (Instant.now().isBefore(end)) {
            boolean moved = accounts.stream().limit(MOST_LOOKED_AT).anyMatch(name -> ledger.queue()
                    .isTakenUp(wave, name));
            if (moved) {
                return true;
            }
            Thread.sleep(200);
        }
        return false;
    }

    /** Returns whether the account has not ended and is not synced: a process works on it, or has to. */
    public static boolean isInProgress(AccountState state) {
        return WaveRunner.isOpen(state) && state.state() != AccountState.State.SYNCED;
    }

    /** Returns the accounts of the wave that are in progress. @param named empty: all of the wave */
    public static List<String> inProgress(Ledger ledger, String wave, Set<String> named) {
        return ledger.accounts().list(wave).stream()
                .filter(TakenUp::isInProgress)
                .map(state -> state.account().getAccount())
                .filter(name -> named.isEmpty() || named.contains(name))
                .toList();
    }

    /** Returns the rows of the wave's accounts that are in progress, to try their servers. */
    public static List<NewAccount> open(Ledger ledger, String wave) {
        return ledger.accounts().list(wave).stream()
                .filter(TakenUp::isInProgress)
                .map(AccountState::account)
                .map(open -> new NewAccount(
                        open.getRow(),
                        ledger.accounts().sourcePassword(open).orElse(null),
                        ledger.accounts().targetPassword(open).orElse(null)))
                .toList();
    }
}
