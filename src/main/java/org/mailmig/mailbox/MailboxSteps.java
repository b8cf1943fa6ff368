// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Progress;
import org.mailmig.Step;
import org.mailmig.config.RenewableSecret;
import org.mailmig.config.Secret;
import org.mailmig.config.Settings;
import org.mailmig.error.StepErrors;
import org.mailmig.error.StopException;
import org.mailmig.error.StoppingException;
import org.mailmig.error.TransientException;
import org.mailmig.identifiers.IdentifiersFactory;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.mailbox.internal.check.Check;
import org.mailmig.mailbox.internal.check.Plan;
import org.mailmig.mailbox.internal.connection.AdminLoginGuard;
import org.mailmig.mailbox.internal.connection.ConnectionAccess;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.MemoryBudget;
import org.mailmig.mailbox.internal.connection.ServerConnections;
import org.mailmig.mailbox.internal.connection.SieveConnection;
import org.mailmig.mailbox.internal.connection.SieveConnections;
import org.mailmig.mailbox.internal.copy.CopyPass;
import org.mailmig.mailbox.internal.mailflow.MailFlowCheck;
import org.mailmig.mailbox.internal.scripts.SieveCopy;
import org.mailmig.mailbox.internal.state.AccountSession;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.StopWatchdog;
import org.mailmig.mailbox.internal.verify.Sweep;
import org.mailmig.mailbox.internal.verify.Verify;
import org.mailmig.runtime.WorkThreads;
import org.mailmig.text.Plural;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the mailbox steps of accounts. One instance per component; safe for any number of threads, each with its own account. A step
 * that the account has already completed returns at once.
 */
final class MailboxSteps {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxSteps.class);
    private final CamelContext context;
    private final Settings settings;
    private final ServerConnections servers;
    private final IdentifiersFactory identities;
    private final AdminLoginGuard admins;
    private final WorkThreads threads;
    private final MemoryBudget memory = MemoryBudget.ofHeap();
    /** Waves and servers whose connection limit was already reported. */
    private final Set<String> limited = ConcurrentHashMap.newKeySet();

    private final Map<String, AccountSession> sessions = new ConcurrentHashMap<>();

    MailboxSteps(CamelContext context) {
        this.context = context;
        this.settings = Settings.of(context);
        this.servers = new ServerConnections(context);
        this.threads = WorkThreads.of(context, this, "mailmig-mailbox");
        this.admins = new AdminLoginGuard(
                settings.duration("mailmig.admin-login.stop"), servers::knownUser, servers::pipelining);
        this.identities = new IdentifiersFactory(settings);
    }

    /**
     * The names in an endpoint's URI.
     *
     * @param source the source server, unless the row names another
     * @param target the target server, unless the row names another
     * @param arrives the side that a probe must reach
     */
    record Names(String source, String target, String arrives) {}

    /** Returns whether a test message is to be sent to see whether new mail reaches this side. Contacts no server. */
    boolean probes(Account account, String arrives) {
        return settings.flag("mailmig.forwarder.probe") && MailFlowCheck.isDue(account, arrives);
    }

    /**
     * Runs one step.
     *
     * @param stopping queried between batches
     * @return false if the account was parked: the route ends here, and the feeder sends the account again
     * @throws StopException of the subtype that tells the route what to do
     */
    boolean run(MailboxOperation operation, Account account, Names names, BooleanSupplier stopping) {
        Step step = step(operation, names);
        boolean passes = operation != MailboxOperation.plan && operation != MailboxOperation.probe;
        if (operation != MailboxOperation.plan && !account.needs(step)) {
            return true;
        }
        long began = System.nanoTime();
        Ledger ledger = Ledger.of(context);
        AccountSession session = session(account, names, ledger, operation == MailboxOperation.plan);
        StepContext work = new StepContext(account, session, ledger, settings, memory, Progress.of(context), stopping);
        Optional<Instant> parked;
        try (StopWatchdog grace = new StopWatchdog(session, stopping)) {
            work.checkNotStopping();
            parked = take(operation, work, names);
        } catch (TransientException e) {
            if (stopping.getAsBoolean()) {
                throw new StoppingException("stopped: " + e.getMessage());
            }
            throw e;
        } catch (Error e) {
            LOG.error("Account {} failed at step {}", account, step.word(), e);
            throw StepErrors.fatal(step, e);
        } finally {
            session.news().forEach(work::report);
            account.getResult().seconds += (System.nanoTime() - began) / 1e9;
        }
        if (parked.isPresent()) {
            ledger.leases().save(account);
            ledger.leases().park(account, parked.get());
            return false;
        }
        if (passes) {
            account.setStep(Step.values()[step.ordinal() + 1]);
            ledger.leases().save(account);
        }
        return true;
    }

    private static Step step(MailboxOperation operation, Names names) {
        return switch (operation) {
            case check, plan -> Step.CHECK;
            case clone, merge -> Step.COPY;
            case verify -> Step.VERIFY;
            case sweep -> Step.SWEEP;
            case probe -> names.arrives().equals("source") ? Step.COPY : Step.SWEEP;
        };
    }

    private Optional<Instant> take(MailboxOperation operation, StepContext work, Names names) {
        switch (operation) {
            case check -> {
                new Check(work).run();
                new SieveCopy(work).check();
            }
            case plan -> {
                new Plan(work).run();
                new SieveCopy(work).plan();
            }
            case clone, merge -> {
                CopyPass.run(work, Step.COPY);
                new SieveCopy(work).copy();
            }
            case verify -> new Verify(work).run();
            case probe -> {
                return new MailFlowCheck(work, context, names.arrives()).run();
            }
            case sweep -> {
                return new Sweep(work).run();
            }
        }
        return Optional.empty();
    }

    private AccountSession session(Account account, Names names, Ledger ledger, boolean readOnly) {
        return sessions.computeIfAbsent(account.toString(), key -> {
            ControlRow row = account.getRow();
            String from = named(row.sourceServer(), "source", names.source());
            String to = named(row.targetServer(), "target", names.target());
            Optional<Secret> sourcePassword = ledger.accounts().sourcePassword(account);
            Optional<Secret> targetPassword = ledger.accounts().targetPassword(account);
            Login here = servers.login(from, row.sourceUser(), sourcePassword);
            Login there = servers.login(to, row.targetUser(), targetPassword);
            String advice = advice(row, "target", targetPassword, there);
            AdminLoginGuard logins = admins.forWave(account.getWave());
            int most = servers.connections(to);
            MailboxConnections<ImapConnection> target = new MailboxConnections<>(
                            readOnly ? ConnectionAccess.NONE : ConnectionAccess.WRITE,
                            servers.server(to),
                            there,
                            advice,
                            most,
                            logins)
                    .whenLimited(limits(account, to));
            MailboxConnections<? extends ReadOnlyConnection> targetReads = readOnly
                    ? new MailboxConnections<>(ConnectionAccess.READ, servers.server(to), there, advice, most, logins)
                            .whenLimited(limits(account, to))
                    : target;
            return new AccountSession(
                    new MailboxConnections<>(
                                    ConnectionAccess.READ,
                                    servers.server(from),
                                    here,
                                    advice(row, "source", sourcePassword, here),
                                    servers.connections(from),
                                    logins)
                            .whenLimited(limits(account, from)),
                    target,
                    targetReads,
                    sieve(account, from, here, to, there, readOnly),
                    identities.of(servers.server(to), row.targetUser(), readOnly),
                    sessions::size,
                    threads);
        });
    }

    /** Reports, once per wave, a server that admits fewer connections than configured. */
    private BiConsumer<Integer, IOException> limits(Account account, String server) {
        return (open, refusal) -> {
            if (limited.add(account.getWave() + "\n" + server)) {
                String text = "server " + server + " allows only " + Plural.of(open, "connection", "connections")
                        + " of this account (" + refusal.getMessage() + "): the copy uses "
                        + (open == 1 ? "this one" : "these") + "; set mailmig." + server + ".connections = " + open;
                synchronized (account) {
                    account.getResult().note(text);
                }
                Ledger.of(context).events().add(account.getWave(), account.getAccount(), EventKind.LIMITED, text);
            }
        };
    }

    /** Returns {@code null} if scripts are not to be migrated. */
    private SieveConnections sieve(Account account, String from, Login here, String to, Login there, boolean readOnly) {
        Optional<ServerAddress> source = servers.sieve(from);
        Optional<ServerAddress> target = servers.sieve(to);
        if (source.isEmpty() && target.isEmpty()) {
            if (account.getRow().mode() == Mode.CLONE) {
                account.getResult()
                        .note("Sieve scripts are ignored: neither mailmig." + from + ".sieve.uri nor mailmig." + to
                                + ".sieve.uri is set");
            }
            return null;
        }
        if (source.isEmpty() || target.isEmpty() || account.getRow().targetFolder() != null) {
            account.getResult()
                    .warn("Sieve scripts are not copied: "
                            + (account.getRow().targetFolder() != null
                                    ? "they filter a whole mailbox, but target_folder puts this one into a folder of"
                                            + " another"
                                    : "mailmig." + (source.isEmpty() ? from : to) + ".sieve.uri is not set"));
            return null;
        }
        return new SieveConnections(
                new SieveConnection(
                        source.get(), here, servers.sieveUtf7(from), admins.forWave(account.getWave()), true),
                new SieveConnection(
                        target.get(), there, servers.sieveUtf7(to), admins.forWave(account.getWave()), readOnly));
    }

    private static String advice(ControlRow row, String side, Optional<Secret> password, Login login) {
        if (login.secret() instanceof RenewableSecret secret && secret.isGranted()) {
            return "the token is new: correct " + side + "_user in line " + row.line()
                    + " of the control file, or give the application access to this mailbox, then retry";
        }
        return "correct " + side + (password.isPresent() ? "_user or " + side + "_password" : "_user") + " in line "
                + row.line() + " of the control file, then retry";
    }

    /** Returns the server's name: a row that names a server overrides the endpoint; the default name leaves the choice to the endpoint. */
    private static String named(String byRow, String byDefault, String byEndpoint) {
        return byRow == null || byRow.isBlank() || byRow.equals(byDefault) ? byEndpoint : byRow;
    }

    /** Closes the account's connections at the end of its exchange. */
    void release(Account account) {
        AccountSession session = sessions.remove(account.toString());
        if (session != null) {
            session.close();
        }
    }

    /** See {@link AdminLoginTrial}. */
    List<String> problems(List<NewAccount> accounts, boolean readOnly) {
        return new AdminLoginTrial(servers, admins, threads).problems(accounts, readOnly);
    }

    /** Closes all connections: running steps fail at once. */
    void abort() {
        sessions.values().forEach(AccountSession::abort);
        sessions.clear();
        admins.close();
        threads.stop();
    }
}
