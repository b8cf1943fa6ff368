// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.mailmig.config.Secret;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.LoginRefusedException.About;
import org.mailmig.imap.server.Login;

/** The state of one admin login with one password at one service. Safe for any number of threads. */
final class AdminLoginState {
    /** Refusals of one password, for different owners, before the known mailbox is tried: each attempt may count towards a lock-out. */
    private static final int REFUSALS_IN_A_ROW = 3;

    private static final int OWNERS_TRIED = 2;
    /** How long a refusal is repeated to its owner without contacting the server, while the login has never worked. */
    private static final Duration REPEATED = Duration.ofMinutes(1);

    private final Secret secret;
    private String known;
    private boolean worked;
    private boolean reopened;
    private int refusedInARow;
    private final Map<String, Refusal> refused = new HashMap<>();
    private String stopped;
    private long stoppedAt;
    /** Waves that have had their attempt since the stop. */
    private final Set<String> stoppedFor = new HashSet<>();

    private record Refusal(LoginRefusedException cause, long nanoTime) {}

    AdminLoginState(Secret secret, String known) {
        this.secret = secret;
        this.known = known;
    }

    Secret secret() {
        return secret;
    }

    /** Returns a mailbox that this login opened before, or that the configuration names; {@code null} if there is none. */
    synchronized String known() {
        return known;
    }

    synchronized boolean hasWorked() {
        return worked;
    }

    synchronized String stopped() {
        return stopped;
    }

    /** Returns whether the login is stopped now. After the stop, a single refusal renews it. */
    synchronized boolean isStopped(Duration longest) {
        if (stopped != null && System.nanoTime() - stoppedAt > longest.toNanos()) {
            forget();
            reopened = true;
        }
        return stopped != null;
    }

    /** Returns whether this is the wave's first attempt since the stop. */
    synchronized boolean isFirstOf(String wave) {
        return stoppedFor.add(wave);
    }

    /** @throws LoginRefusedException the owner's most recent refusal, unless the login has worked since */
    synchronized void refuseAgain(String owner) throws LoginRefusedException {
        Refusal before = worked ? null : refused.get(owner);
        if (before != null && System.nanoTime() - before.nanoTime() < REPEATED.toNanos()) {
            throw before.cause();
        }
    }

    /** @param owner whose mailbox was opened, or {@code null} if the admin was accepted and the owner was not */
    synchronized void worked(String owner) {
        forget();
        worked = true;
        reopened = false;
        known = owner == null ? known : owner;
    }

    synchronized void refused(Login login, LoginRefusedException e) {
        refusedInARow++;
        refused.put(login.user(), new Refusal(e, System.nanoTime()));
    }

    /** Returns whether this refusal may be the last one before the login is stopped. */
    synchronized boolean isDoubtful(Login login, LoginRefusedException e, boolean canAsk) {
        boolean token = login.style().isToken(); // no number of refusals locks a token out
        return e.about() == About.ADMIN
                || reopened
                || (canAsk && (token || !worked))
                || (worked ? refusedInARow >= REFUSALS_IN_A_ROW : refused.size() >= OWNERS_TRIED);
    }

    synchronized void stop(String advice, String wave) {
        stopped = advice;
        stoppedAt = System.nanoTime();
        stoppedFor.clear();
        stoppedFor.add(wave);
    }

    private void forget() {
        worked = false;
        stopped = null;
        refusedInARow = 0;
        refused.clear();
        stoppedFor.clear();
    }
}
