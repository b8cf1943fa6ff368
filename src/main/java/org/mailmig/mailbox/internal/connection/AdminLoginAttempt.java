// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.time.Duration;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.LoginRefusedException.About;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One use of an admin login, and the judgement of its refusal: whether it concerns the owner of the mailbox or the login.
 *
 * @param <T> what is opened
 */
final class AdminLoginAttempt<T extends AutoCloseable> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminLoginAttempt.class);

    private final ServerAddress server;
    private final Login login;
    private final Opener<T> opener;
    private final AdminLoginState state;
    private final Duration stop;
    private final String wave;

    /** @param stop how long a refused login is not tried */
    AdminLoginAttempt(
            ServerAddress server, Login login, Opener<T> opener, AdminLoginState state, Duration stop, String wave) {
        this.server = server;
        this.login = login;
        this.opener = opener;
        this.state = state;
        this.stop = stop;
        this.wave = wave;
    }

    /** One login attempt. */
    @FunctionalInterface
    interface Opener<T> {
        T open(Login login) throws IOException;
    }

    /** The result of opening the known mailbox; {@link #UNKNOWN} if the server could not be reached. */
    private enum Answer {
        OPENS,
        REFUSED,
        UNKNOWN
    }

    /** Makes the attempt. Until the login has worked once, no other attempt is made meanwhile. */
    T run() throws IOException {
        synchronized (state) {
            if (state.isStopped(stop)) {
                reopen();
            }
            state.refuseAgain(login.user());
            if (!state.hasWorked()) {
                return attempt();
            }
        }
        return attempt();
    }

    /** Lets a wave that begins after the stop open the known mailbox once to see whether the login works again. */
    private void reopen() throws IOException {
        if (state.known() == null || !state.isFirstOf(wave) || ask(state.known()) != Answer.OPENS) {
            throw new AdminLoginGuard.AdminLoginStoppedException(state.stopped());
        }
        state.worked(state.known());
    }

    private T attempt() throws IOException {
        try {
            T connection = opener.open(login);
            state.worked(login.user());
            return connection;
        } catch (LoginRefusedException e) {
            throw refused(e);
        }
    }

    /** @throws IOException the refusal itself, or a note that the login is stopped */
    private IOException refused(LoginRefusedException e) throws IOException {
        if (e.about() == About.OWNER) {
            state.worked(null);
            return e;
        }
        synchronized (state) {
            state.refused(login, e);
            boolean known = state.known() != null && !state.known().equals(login.user());
            if (state.isDoubtful(login, e, known)) {
                return judged(e, known ? ask(state.known()) : Answer.REFUSED);
            }
        }
        return e;
    }

    private IOException judged(LoginRefusedException e, Answer known) {
        switch (known) {
            case OPENS -> {
                state.worked(state.known());
                return new LoginRefusedException(e.getMessage(), About.OWNER);
            }
            case UNKNOWN -> {
                return e;
            }
            default -> {
                state.stop(advice(), wave);
                return new AdminLoginGuard.AdminLoginStoppedException(e.getMessage() + "; " + state.stopped());
            }
        }
    }

    private Answer ask(String user) {
        try {
            opener.open(new Login(login.style(), user, login.admin(), login.secret()))
                    .close();
            return Answer.OPENS;
        } catch (LoginRefusedException e) {
            return e.about() == About.OWNER ? Answer.OPENS : Answer.REFUSED;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            LOG.debug("The known mailbox {} could not be asked for", user, e);
            return Answer.UNKNOWN;
        }
    }

    private String advice() {
        String key = "mailmig." + server.name() + ".admin-";
        return (login.admin() == null ? "the token of all owners" : "the admin login " + login.admin())
                + " was refused and is not tried again within " + stop.toMinutes() + " min: correct " + key + "user, "
                + key + "password or " + key + "style, then retry";
    }
}
