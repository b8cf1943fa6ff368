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
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.managesieve.ReadOnlySieve;

/**
 * Prevents an admin login from being locked out. Until the login has worked once on a server, one account at a time uses it. A refusal
 * that concerns the owner affects one account. After a refusal that may concern either the admin or the owner, a few more owners are
 * tried; before the login is stopped, a mailbox that is known to work is opened once more. If that succeeds, the owners were the cause.
 * A stop ends after some time, or when another wave finds that the known mailbox opens again. Safe for any number of threads; {@link
 * #forWave} shares all state with its origin.
 */
public final class AdminLoginGuard {
    private static final Duration STOP = Duration.ofMinutes(10);

    private final Map<String, AdminLoginState> states;
    /** Connections opened by the preflight, for the first account to take over. */
    private final Map<String, ReadOnlyConnection> kept;

    /** Keyed by the server's name, its address and its options: source and target may be one host that is configured differently. */
    private final Map<String, ServerQuirks> quirks;

    private final Duration stop;
    /** Returns, for a server's name, a mailbox of that server that is known to exist. */
    private final Function<String, Optional<String>> knownUser;
    /** Whether commands may be sent to a server before it has answered earlier ones (pipelining), by the server's name. */
    private final Predicate<String> pipelining;

    private final String wave;

    AdminLoginGuard() {
        this(server -> true);
    }

    public AdminLoginGuard(Predicate<String> pipelining) {
        this(STOP, server -> Optional.empty(), pipelining);
    }

    /** @param stop how long a refused login is not tried */
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

    /** Returns the same logins, used for an account of this wave. */
    public AdminLoginGuard forWave(String id) {
        return new AdminLoginGuard(states, kept, quirks, stop, knownUser, pipelining, id);
    }

    /** Returns what was found out about this server in this context. */
    ServerQuirks quirks(ServerAddress server) {
        boolean pipelines = pipelining.test(server.name());
        return quirks.computeIfAbsent(
                server.name() + "\n" + server.host() + ":" + server.port() + "\n" + pipelines,
                key -> pipelines ? new ServerQuirks() : new ServerQuirks().without(Feature.PIPELINING));
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

    /**
     * Opens a ManageSieve connection with the same login. It is guarded separately, because a refusal by one service says nothing about
     * the other.
     */
    ReadOnlySieve openSieve(SieveOpener opener, ServerAddress server, Login login, Consumer<Runnable> opening)
            throws IOException {
        return guarded(server, " (ManageSieve)", login, as -> opener.open(server, as, opening));
    }

    /** Opens a ManageSieve connection, read-only or read-write. */
    @FunctionalInterface
    interface SieveOpener {
        ReadOnlySieve open(ServerAddress server, Login login, Consumer<Runnable> opening) throws IOException;
    }

    /**
     * Makes one guarded attempt. Each attempt uses one secret from beginning to end; if the secret was renewed in the meantime, it
     * tries once more.
     */
    private <T extends AutoCloseable> T guarded(
            ServerAddress server, String service, Login login, AdminLoginAttempt.Opener<T> attempt) throws IOException {
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
            AdminLoginAttempt.Opener<T> attempt)
            throws IOException {
        Login once = new Login(login.style(), login.user(), login.admin(), () -> secret);
        T connection = renewable.isGranted() ? attempt.open(once) : guardedOnce(server, service, once, attempt);
        renewable.accepted(secret);
        return connection;
    }

    private <T extends AutoCloseable> T guardedOnce(
            ServerAddress server, String service, Login login, AdminLoginAttempt.Opener<T> attempt) throws IOException {
        if (!login.isShared()) {
            return attempt.open(login);
        }
        AdminLoginState state = state(server.name(), service, login);
        return new AdminLoginAttempt<>(server, login, attempt, state, stop, wave).run();
    }

    /** Keeps the connection until a connection of this login is needed, or until {@link #close}. */
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

    /** Returns the login's state. A new password has a state of its own. */
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

    /** Thrown while the admin login must not be tried. */
    static final class AdminLoginStoppedException extends IOException {
        private static final long serialVersionUID = 1L;

        AdminLoginStoppedException(String message) {
            super(message);
        }
    }
}
