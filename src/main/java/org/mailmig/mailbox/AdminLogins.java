package org.mailmig.mailbox;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ImapServer;
import org.mailmig.imap.Login;
import org.mailmig.imap.LoginRefusedException;
import org.mailmig.sieve.ManageSieve;

/**
 * Keeps an admin login from being locked out: its first use on a server is made alone, and a refusal then stops everything
 * that uses it, without another try. Later refusals concern one account, unless three come in a row. One per context; safe
 * for any number of threads.
 */
final class AdminLogins {
    private static final int REFUSALS_IN_A_ROW = 3;
    /** After this long a refusal is forgotten, so that an operator who unlocked the login can go on without a restart. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(5);

    private final Map<String, State> states = new HashMap<>();

    private static final class State {
        boolean worked;
        int refusedInARow;
        String stopped;
        long stoppedAtNanos;
    }

    ImapConnection open(ImapServer server, Login login, Consumer<Runnable> opening) throws IOException {
        return guarded(server.name(), "", login, () -> ImapConnection.open(server, login, opening));
    }

    /** The same login, at a service of its own: what one refuses says nothing of the other. */
    ManageSieve openSieve(ImapServer server, Login login, Consumer<Runnable> opening) throws IOException {
        return guarded(server.name(), " (ManageSieve)", login, () -> ManageSieve.open(server, login, opening));
    }

    private <T> T guarded(String server, String service, Login login, Attempt<T> attempt) throws IOException {
        if (login.admin() == null) {
            return attempt.open();
        }
        State state;
        synchronized (states) {
            state = states.computeIfAbsent(server + service + "\n" + login.admin(), key -> new State());
        }
        synchronized (state) {
            refuseIfStopped(state);
            if (!state.worked) {
                return attempt(server, service, login, attempt, state);
            }
        }
        return attempt(server, service, login, attempt, state);
    }

    /** One login. */
    @FunctionalInterface
    private interface Attempt<T> {
        T open() throws IOException;
    }

    private static <T> T attempt(String server, String service, Login login, Attempt<T> attempt, State state)
            throws IOException {
        try {
            T connection = attempt.open();
            synchronized (state) {
                state.worked = true;
                state.refusedInARow = 0;
            }
            return connection;
        } catch (LoginRefusedException e) {
            synchronized (state) {
                state.refusedInARow++;
                if (!state.worked || state.refusedInARow >= REFUSALS_IN_A_ROW) {
                    state.stopped = "the admin login " + login.admin() + " was refused at server " + server + service
                            + " (for " + login.user() + ": " + e.getMessage()
                            + "); it is not tried again for any account, so that it is not locked out. Correct"
                            + " mailmig." + server
                            + ".admin-user, .admin-password or .admin-style (or the row of "
                            + login.user() + "), then retry";
                    state.stoppedAtNanos = System.nanoTime();
                    throw new AdminLoginStoppedException(state.stopped);
                }
            }
            throw e;
        }
    }

    private static void refuseIfStopped(State state) throws IOException {
        if (state.stopped == null) {
            return;
        }
        if (System.nanoTime() - state.stoppedAtNanos > FORGOTTEN_AFTER.toNanos()) {
            state.stopped = null;
            state.worked = false;
            state.refusedInARow = 0;
            return;
        }
        throw new AdminLoginStoppedException(state.stopped);
    }

    /** The admin login is not to be tried. */
    static final class AdminLoginStoppedException extends IOException {
        private static final long serialVersionUID = 1L;

        AdminLoginStoppedException(String message) {
            super(message);
        }
    }
}
