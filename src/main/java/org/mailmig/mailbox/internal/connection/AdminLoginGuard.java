// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.mailmig.config.RenewableSecret;
import org.mailmig.config.Secret;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.LoginRefusedException.About;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.managesieve.ReadOnlySieve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an admin login from being locked out. Until it has worked once on a server it is used by one account at a time. A
 * refusal that is about the owner concerns one account. One that may be about either is followed by a few more, for other
 * owners; before the login is stopped, a mailbox that is known to work is opened once more, and where that succeeds the
 * refusals were the owners'. A stop ends after a while, or when another wave finds that the known mailbox opens again. Safe
 * for any number of threads; {@link #forWave} shares everything with its origin.
 */
public final class AdminLoginGuard {
    private static final Logger LOG = LoggerFactory.getLogger(AdminLoginGuard.class);
    private static final Duration STOP = Duration.ofMinutes(10);

    private final Map<String, AdminLoginState> states;
    /** Opened by the preflight, for the first account to take over. */
    private final Map<String, ReadOnlyConnection> kept;

    /** By the server's address. */
    private final Map<String, ServerQuirks> quirks;

    private final Duration stop;
    /** A mailbox of a server that is known to exist, by the server's name. */
    private final Function<String, Optional<String>> knownUser;
    /** May a server be sent commands before it has answered those before them? By the server's name. */
    private final Predicate<String> pipelining;

    private final String wave;

    AdminLoginGuard() {
        this(server -> true);
    }

    public AdminLoginGuard(Predicate<String> pipelining) {
        this(STOP, server -> Optional.empty(), pipelining);
    }

    /** @param stop how long a refused login is left alone */
    public AdminLoginGuard(Duration stop, Function<String, Optional<String>> knownUser, Predicate<String> pipelining) {
        this(new HashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), stop, knownUser, pipelining, "");
    }

    private AdminLoginGuard(
            Map<String, AdminLoginState> states,
            Map<String, ReadOnlyConnection> kept,
            Map<String, ServerQuirks> quirks,
            Duration stop,
            Function<String, Optional<String>> knownUser,
            Predicate<String> pipelining,
            String wave) {
        this.states = states;
        this.kept = kept;
        this.quirks = quirks;
        this.stop = stop;
        this.knownUser = knownUser;
        this.pipelining = pipelining;
        this.wave = wave;
    }

    /** The same logins, used for an account of this wave. */
    public AdminLoginGuard forWave(String id) {
        return new AdminLoginGuard(states, kept, quirks, stop, knownUser, pipelining, id);
    }

    /** What was learnt of this server in this context. */
    ServerQuirks quirks(ServerAddress server) {
        return quirks.computeIfAbsent(
                server.host() + ":" + server.port(),
                key -> pipelining.test(server.name())
                        ? new ServerQuirks()
                        : new ServerQuirks().without(ServerQuirks.Feature.PIPELINING));
    }

    public <C extends ReadOnlyConnection> C open(
            ConnectionAccess<C> access, ServerAddress server, Login login, Consumer<Runnable> opening)
            throws IOException {
        ReadOnlyConnection ready = kept.isEmpty() ? null : kept.remove(key(server, login));
        if (ready != null && ready.isOpen()) {
            if (access.fits(ready)) {
                return access.cast(ready);
            }
            ready.close();
        }
        return guarded(server, "", login, as -> access.open(server, as, quirks(server), opening));
    }

    /** The same login, at a service of its own: what one refuses says nothing of the other. */
    ReadOnlySieve openSieve(SieveOpener opener, ServerAddress server, Login login, Consumer<Runnable> opening)
            throws IOException {
        return guarded(server, " (ManageSieve)", login, as -> opener.open(server, as, opening));
    }

    /** Opens a ManageSieve connection, for reading only or for writing too. */
    @FunctionalInterface
    interface SieveOpener {
        ReadOnlySieve open(ServerAddress server, Login login, Consumer<Runnable> opening) throws IOException;
    }

    /** Each attempt uses one secret from its beginning to its end; one that was renewed in the meantime is tried once more. */
    private <T extends AutoCloseable> T guarded(ServerAddress server, String service, Login login, Attempt<T> attempt)
            throws IOException {
        if (!(login.secret() instanceof RenewableSecret renewable)) {
            return guardedOnce(server, service, login, attempt);
        }
        Secret secret = renewable.get();
        try {
            return guardedWith(secret, renewable, server, service, login, attempt);
        } catch (LoginRefusedException | AdminLoginStoppedException e) {
            if (!renewable.renew(secret)) {
                throw e;
            }
            return guardedWith(renewable.get(), renewable, server, service, login, attempt);
        }
    }

    private <T extends AutoCloseable> T guardedWith(
            Secret secret,
            RenewableSecret renewable,
            ServerAddress server,
            String service,
            Login login,
            Attempt<T> attempt)
            throws IOException {
        Login once = new Login(login.style(), login.user(), login.admin(), () -> secret);
        T connection = renewable.isGranted() ? attempt.open(once) : guardedOnce(server, service, once, attempt);
        renewable.accepted(secret);
        return connection;
    }

    private <T extends AutoCloseable> T guardedOnce(
            ServerAddress server, String service, Login login, Attempt<T> attempt) throws IOException {
        if (!login.isShared()) {
            return attempt.open(login);
        }
        AdminLoginState state = state(server.name(), service, login);
        synchronized (state) {
            if (state.isStopped(stop)) {
                reopen(state, login, attempt);
            }
            state.refuseAgain(login.user());
            if (!state.hasWorked()) {
                return attempt(server, login, attempt, state);
            }
        }
        return attempt(server, login, attempt, state);
    }

    /** One login. */
    @FunctionalInterface
    private interface Attempt<T> {
        T open(Login login) throws IOException;
    }

    /** Until somebody asks for a connection of this login, or {@link #close}. */
    public void keep(ServerAddress server, Login login, ReadOnlyConnection connection) {
        kept.put(key(server, login), connection);
    }

    public void close() {
        kept.values().forEach(ReadOnlyConnection::close);
        kept.clear();
    }

    private static String key(ServerAddress server, Login login) {
        return server.name() + "\n" + login;
    }

    /** A new password is a new chance. */
    private AdminLoginState state(String server, String service, Login login) {
        Secret secret = login.secret().get();
        String key = server + service + "\n" + login.admin();
        synchronized (states) {
            AdminLoginState state = states.get(key);
            if (state == null || !Objects.equals(state.secret(), secret)) {
                String known = state == null ? knownUser.apply(server).orElse(null) : state.known();
                state = new AdminLoginState(secret, known);
                states.put(key, state);
            }
            return state;
        }
    }

    /** A wave that begins after the stop asks the known mailbox once whether the login works again. */
    private <T extends AutoCloseable> void reopen(AdminLoginState state, Login login, Attempt<T> attempt)
            throws IOException {
        if (state.known() == null || !state.isFirstOf(wave) || ask(state.known(), login, attempt) != Answer.OPENS) {
            throw new AdminLoginStoppedException(state.stopped());
        }
        state.worked(state.known());
    }

    private <T extends AutoCloseable> T attempt(
            ServerAddress server, Login login, Attempt<T> attempt, AdminLoginState state) throws IOException {
        try {
            T connection = attempt.open(login);
            state.worked(login.user());
            return connection;
        } catch (LoginRefusedException e) {
            throw refused(server, login, attempt, state, e);
        }
    }

    /** @throws IOException the refusal itself, or that the login is stopped */
    private <T extends AutoCloseable> IOException refused(
            ServerAddress server, Login login, Attempt<T> attempt, AdminLoginState state, LoginRefusedException e)
            throws IOException {
        if (e.about() == About.OWNER) {
            state.worked(null);
            return e;
        }
        synchronized (state) {
            state.refused(login, e);
            boolean known = state.known() != null && !state.known().equals(login.user());
            if (state.isDoubtful(login, e, known)) {
                return judged(server, login, state, e, known ? ask(state.known(), login, attempt) : Answer.REFUSED);
            }
        }
        return e;
    }

    private IOException judged(
            ServerAddress server, Login login, AdminLoginState state, LoginRefusedException e, Answer known) {
        switch (known) {
            case OPENS -> {
                state.worked(state.known());
                return new LoginRefusedException(e.getMessage(), About.OWNER);
            }
            case UNKNOWN -> {
                return e;
            }
            default -> {
                state.stop(advice(server, login), wave);
                return new AdminLoginStoppedException(e.getMessage() + "; " + state.stopped());
            }
        }
    }

    /** What came of opening the known mailbox; {@link #UNKNOWN} where the server could not be asked. */
    private enum Answer {
        OPENS,
        REFUSED,
        UNKNOWN
    }

    private static <T extends AutoCloseable> Answer ask(String user, Login login, Attempt<T> attempt) {
        try {
            attempt.open(new Login(login.style(), user, login.admin(), login.secret()))
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

    private String advice(ServerAddress server, Login login) {
        String key = "mailmig." + server.name() + ".admin-";
        return (login.admin() == null ? "the token of all owners" : "the admin login " + login.admin())
                + " was refused and is not tried again within " + stop.toMinutes() + " min: correct " + key + "user, "
                + key + "password or " + key + "style, then retry";
    }

    /** The admin login is not to be tried. */
    static final class AdminLoginStoppedException extends IOException {
        private static final long serialVersionUID = 1L;

        AdminLoginStoppedException(String message) {
            super(message);
        }
    }
}
