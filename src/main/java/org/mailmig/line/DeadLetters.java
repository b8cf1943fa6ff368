// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.config.Settings;
import org.mailmig.error.StopException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.runtime.FileProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file per failed or refused account (bean {@code mailmigDeadLetters}), in {@code mailmig.dead-letter.dir}, readable by its owner only.
 * It is written from the ledger and deleted when the account succeeds. Neither operation fails: a letter that cannot be written is logged,
 * and its content stays in the ledger.
 */
public final class DeadLetters implements CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    /** Letters that this process could not write; each was logged once. */
    private final Set<String> unwritten = ConcurrentHashMap.newKeySet();

    /** Letters written at the end of their wave while the account's own worker was about to write them. */
    private final Set<String> early = ConcurrentHashMap.newKeySet();

    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Writes a letter if the account is not DONE, else deletes it. */
    public void settle(Account account) {
        if (early.remove(mark(account)) && account.getResult().outcome != Outcome.DONE) {
            return; // the wave ended between this account's end and its letter, and wrote it
        }
        switch (account.getResult().outcome) {
            case FAILED, PARTIAL, REFUSED -> write(account);
            case DONE -> withdraw(account);
        }
    }

    /**
     * Writes the letters that are missing because a process was killed between an account's end and its letter.
     *
     * @param wave the id of an ended wave
     */
    public void complete(String wave) {
        try {
            Ledger ledger = Ledger.of(context);
            Set<String> told = ledger.events().accounts(wave, EventKind.DEAD_LETTER);
            for (AccountState state : ledger.accounts().list(wave)) {
                Account account = state.account();
                Outcome outcome = account.getResult().outcome;
                if (outcome != null
                        && outcome != Outcome.DONE
                        && !told.contains(account.getAccount())
                        && !unwritten.contains(account.toString())) {
                    writeEarly(ledger, account);
                }
            }
        } catch (StopException e) {
            LOG.warn("Dead letters of wave {} cannot be listed: {}", wave, e.getMessage());
        }
    }

    private static String mark(Account account) {
        return account + " " + account.getResult().outcome + " " + account.getResult().reason;
    }

    private synchronized void writeEarly(Ledger ledger, Account account) {
        if (!ledger.events().accounts(account.getWave(), EventKind.DEAD_LETTER).contains(account.getAccount())) {
            early.add(mark(account));
            write(account);
        }
    }

    /** Writes the account's letter, replacing an earlier one. */
    private synchronized void write(Account account) {
        try {
            AccountState state = Ledger.of(context)
                    .accounts()
                    .find(account.getWave(), account.getAccount())
                    .orElseThrow(() -> new IOException("the ledger has no account " + account));
            DeadLetterFile letter = file(account);
            String configuration =
                    Settings.of(context).find(RetryCommandLine.CONFIGURATION).orElse("");
            letter.write(DeadLetter.of(state, configuration));
            event(account, EventKind.DEAD_LETTER, "The dead letter is " + letter + ".");
        } catch (IOException | RuntimeException e) {
            LOG.error("The dead letter of account {} was not written: {}", account, FileProblem.file(e));
            unwritten.add(account.toString());
            event(
                    account,
                    EventKind.WARNING,
                    "The dead letter was not written: " + FileProblem.file(e)
                            + "; free disk space or set mailmig.dead-letter.dir.");
        }
    }

    /** Deletes the letter of an account that has succeeded. */
    private void withdraw(Account account) {
        try {
            file(account).delete();
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "The dead letter of account {} is out of date and cannot be deleted: {}",
                    account,
                    FileProblem.file(e));
        }
    }

    private DeadLetterFile file(Account account) {
        return DeadLetterFile.of(Settings.of(context), account);
    }

    private void event(Account account, EventKind kind, String text) {
        try {
            Ledger.of(context).events().add(account.getWave(), account.getAccount(), kind, text);
        } catch (StopException e) {
            LOG.warn("{} {} (not recorded as an event: {})", account, text, e.getMessage());
        }
    }
}
