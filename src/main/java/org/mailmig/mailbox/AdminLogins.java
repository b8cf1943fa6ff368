// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.mailmig.Secret;
import org.mailmig.imap.ImapServer;
import org.mailmig.imap.Login;
import org.mailmig.imap.LoginRefusedException;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.sieve.ReadOnlySieve;

/**
 * Keeps an admin login from being locked out. Until it has worked once on a server it is used by one at a time. A refusal
 * that is about the owner concerns one account. One that may be about either is followed by one more try, for another owner;
 * then, and at once where it is about the admin, nothing uses this login with this password again. One per context; safe
 * for any number of threads.
 */
final class AdminLogins {
    private static final int REFUSALS_IN_A_ROW = 3;
    private static final int OWNERS_TRIED = 2;

    private final Map<String, State> states = new HashMap<>();
    /** Opened by the preflight, for the first account to take over. */
    private final Map<String, ReadOnlyConnection> kept = new ConcurrentHashMap<>();

    private static final class State {
        Secret secret;
        boolean worked;
        int refusedInARow;
        /** What was heard for each owner before the login ever worked. */
        final Map<String, LoginRefusedException> refused = new HashMap<>();

        String stopped;
    }

    <C extends ReadOnlyConnection> C open(Access<C> access, ImapServer server, Login login, Consumer<Runnable> opening)
            throws IOException {
        ReadOnlyConnection ready = kept.isEmpty() ? null : kept.remove(key(server, login));
        if (ready != null && ready.isOpen()) {
            if (access.fits(ready)) {
                return access.cast(ready);
            }
            ready.close();
        }
        return guarded(server, "", login, () -> access.open(server, login, opening));
    }

    /** The same login, at a service of its own: what one refuses says nothing of the other. */
    ReadOnlySieve openSieve(SieveOpener opener, ImapServer server, Login login, Consumer<Runnable> opening)
            throws IOException {
        return guarded(server, " (ManageSieve)", login, () -> opener.open(server, login, opening));
    }

    /** Opens a ManageSieve connection, for reading only or for writing too. */
    @FunctionalInterface
    interface SieveOpener {
        ReadOnlySieve open(ImapServer server, Login login, Consumer<Runnable> opening) throws IOException;
    }

    private <T> T guarded(ImapServer server, String service, Login login, Attempt<T> attempt) throws IOException {
        if (!login.isShared()) {
            return attempt.open();
        }
        State state = state(server.name() + service, login);
        synchronized (state) {
            goOn(state, login);
            if (!state.worked) {
                return attempt(server, login, attempt, state);
            }
        }
        return attempt(server, login, attempt, state);
    }

    /** One login. */
    @FunctionalInterface
    private interface Attempt<T> {
        T open() throws IOException;
    }

    /** Until somebody asks for a connection of this login, or {@link #close}. */
    void keep(ImapServer server, Login login, ReadOnlyConnection connection) {
        kept.put(key(server, login), connection);
    }

    void close() {
        kept.values().forEach(ReadOnlyConnection::close);
        kept.clear();
    }

    private static String key(ImapServer server, Login login) {
        return server.name() + "\n" + login;
    }

    /** A new password is a new chance. */
    private State state(String service, Login login) {
        Secret secret = login.secret().get();
        String key = service + "\n" + login.admin();
        synchronized (states) {
            State state = states.get(key);
            if (state == null || !Objects.equals(state.secret, secret)) {
                state = new State();
                state.secret = secret;
                states.put(key, state);
            }
            return state;
        }
    }

    private static void goOn(State state, Login login) throws IOException {
        if (state.stopped != null) {
            throw new AdminLoginStoppedException(state.stopped);
        }
        LoginRefusedException before = state.worked ? null : state.refused.get(login.user());
        if (before != null) {
            throw before;
        }
    }

    private static <T> T attempt(ImapServer server, Login login, Attempt<T> attempt, State state) throws IOException {
        try {
            T connection = attempt.open();
            worked(state);
            return connection;
        } catch (LoginRefusedException e) {
            refused(server, login, state, e);
            throw e;
        }
    }

    private static void worked(State state) {
        synchronized (state) {
            state.worked = true;
            state.refusedInARow = 0;
        }
    }

    private static void refused(ImapServer server, Login login, State state, LoginRefusedException e)
            throws AdminLoginStoppedException {
        if (e.about() == LoginRefusedException.About.OWNER) {
            worked(state);
            return;
        }
        synchronized (state) {
            state.refusedInARow++;
            state.refused.put(login.user(), e);
            boolean hopeless = e.about() == LoginRefusedException.About.ADMIN
                    || (state.worked ? state.refusedInARow >= REFUSALS_IN_A_ROW : state.refused.size() >= OWNERS_TRIED);
            if (hopeless) {
                state.stopped = name(login) + " was refused and is not tried again: correct mailmig."
                        + server.name() + ".admin-user, mailmig." + server.name()
                        + ".admin-password or mailmig." + server.name() + ".admin-style, then retry";
                throw new AdminLoginStoppedException(e.getMessage() + "; " + state.stopped);
            }
        }
    }

    private static String name(Login login) {
        return login.admin() == null ? "the token of all owners" : "the admin login " + login.admin();
    }

    /** The admin login is not to be tried. */
    static final class AdminLoginStoppedException extends IOException {
        private static final long serialVersionUID = 1L;

        AdminLoginStoppedException(String message) {
            super(message);
        }
    }
}
