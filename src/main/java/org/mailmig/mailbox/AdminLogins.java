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
        if (login.admin() == null) {
            return ImapConnection.open(server, login, opening);
        }
        State state;
        synchronized (states) {
            state = states.computeIfAbsent(server.name() + "\n" + login.admin(), key -> new State());
        }
        synchronized (state) {
            refuseIfStopped(state);
            if (!state.worked) {
                return attempt(server, login, opening, state);
            }
        }
        return attempt(server, login, opening, state);
    }

    private static ImapConnection attempt(ImapServer server, Login login, Consumer<Runnable> opening, State state)
            throws IOException {
        try {
            ImapConnection connection = ImapConnection.open(server, login, opening);
            synchronized (state) {
                state.worked = true;
                state.refusedInARow = 0;
            }
            return connection;
        } catch (LoginRefusedException e) {
            synchronized (state) {
                state.refusedInARow++;
                if (!state.worked || state.refusedInARow >= REFUSALS_IN_A_ROW) {
                    state.stopped = "the admin login " + login.admin() + " was refused at server " + server.name()
                            + " (for " + login.user() + ": " + e.getMessage()
                            + "); it is not tried again for any account, so that it is not locked out. Correct"
                            + " mailmig." + server.name()
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
