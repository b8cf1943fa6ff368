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
import org.mailmig.Count;
import org.mailmig.Mode;
import org.mailmig.PassingException;
import org.mailmig.Progress;
import org.mailmig.RenewableSecret;
import org.mailmig.Row;
import org.mailmig.Secret;
import org.mailmig.Settings;
import org.mailmig.Step;
import org.mailmig.StepErrors;
import org.mailmig.StopException;
import org.mailmig.StoppingException;
import org.mailmig.identity.Identities;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ImapServer;
import org.mailmig.imap.Login;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.ledger.EventKind;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.NewAccount;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes accounts through their mailbox steps. One per component; safe for any number of threads, each with its own account.
 * A step that the account has passed already returns at once.
 */
final class MailboxSteps {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxSteps.class);
    private final CamelContext context;
    private final Settings settings;
    private final Servers servers;
    private final Identities identities;
    private final AdminLogins admins;
    private final MemoryBudget memory = MemoryBudget.ofHeap();
    /** Waves and servers whose limit of connections is in a report already. */
    private final Set<String> limited = ConcurrentHashMap.newKeySet();

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    MailboxSteps(CamelContext context) {
        this.context = context;
        this.settings = Settings.of(context);
        this.servers = new Servers(context);
        this.admins =
                new AdminLogins(settings.duration("mailmig.admin-login.stop"), servers::knownUser, servers::pipelining);
        this.identities = new Identities(settings);
    }

    /**
     * What an endpoint names.
     *
     * @param source the source server, unless the row names another
     * @param target the target server, unless the row names another
     * @param arrives the side that a probe must reach
     */
    record Names(String source, String target, String arrives) {}

    /** Is a message to be sent to see whether new mail goes to this side? Asks no server. */
    boolean probes(Account account, String arrives) {
        return settings.flag("mailmig.forwarder.probe") && ForwarderProbe.isDue(account, arrives);
    }

    /**
     * Runs one step.
     *
     * @param stopping asked between batches
     * @return false where the account was parked: the line stops here, the feeder sends it again
     * @throws StopException of the kind that says what the route has to do
     */
    boolean run(MailboxOperation operation, Account account, Names names, BooleanSupplier stopping) {
        Step step = step(operation, names);
        boolean passes = operation != MailboxOperation.plan && operation != MailboxOperation.probe;
        if (operation != MailboxOperation.plan && !account.needs(step)) {
            return true;
        }
        long began = System.nanoTime();
        Ledger ledger = Ledger.of(context);
        Session session = session(account, names, ledger, operation == MailboxOperation.plan);
        Work work = new Work(account, session, ledger, settings, memory, Progress.of(context), stopping);
        Optional<Instant> parked;
        try (Grace grace = new Grace(session, stopping)) {
            work.goOn();
            parked = take(operation, work, names);
        } catch (PassingException e) {
            if (stopping.getAsBoolean()) {
                throw new StoppingException("stopped: " + e.getMessage());
            }
            throw e;
        } catch (Error e) {
            LOG.error("Account {} failed at step {}", account, step.word(), e);
            throw StepErrors.fatal(step, e);
        } finally {
            session.news().forEach(work::tell);
            account.getResult().seconds += (System.nanoTime() - began) / 1e9;
        }
        if (parked.isPresent()) {
            ledger.accounts().save(account);
            ledger.accounts().park(account, parked.get());
            return false;
        }
        if (passes) {
            account.setStep(Step.values()[step.ordinal() + 1]);
            ledger.accounts().save(account);
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

    private Optional<Instant> take(MailboxOperation operation, Work work, Names names) {
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
                return new ForwarderProbe(work, context, names.arrives()).run();
            }
            case sweep -> {
                return new Sweep(work).run();
            }
        }
        return Optional.empty();
    }

    private Session session(Account account, Names names, Ledger ledger, boolean readOnly) {
        return sessions.computeIfAbsent(account.toString(), key -> {
            Row row = account.getRow();
            String from = named(row.sourceServer(), "source", names.source());
            String to = named(row.targetServer(), "target", names.target());
            Optional<Secret> sourcePassword = ledger.accounts().sourcePassword(account);
            Optional<Secret> targetPassword = ledger.accounts().targetPassword(account);
            Login here = servers.login(from, row.sourceUser(), sourcePassword);
            Login there = servers.login(to, row.targetUser(), targetPassword);
            String advice = advice(row, "target", targetPassword, there);
            AdminLogins logins = admins.forWave(account.getWave());
            int most = servers.connections(to);
            Side<ImapConnection> target = new Side<>(
                            readOnly ? Access.NONE : Access.WRITE, servers.server(to), there, advice, most, logins)
                    .whenLimited(limits(account, to));
            Side<? extends ReadOnlyConnection> targetReads = readOnly
                    ? new Side<>(Access.READ, servers.server(to), there, advice, most, logins)
                            .whenLimited(limits(account, to))
                    : target;
            return new Session(
                    new Side<>(
                                    Access.READ,
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
                    sessions::size);
        });
    }

    /** A server that admits fewer connections than configured is named once in a wave. */
    private BiConsumer<Integer, IOException> limits(Account account, String server) {
        return (open, refusal) -> {
            if (limited.add(account.getWave() + "\n" + server)) {
                String text = "server " + server + " admits " + Count.of(open, "connection", "connections")
                        + " of this account and no more (" + refusal.getMessage() + "): the copy uses "
                        + (open == 1 ? "this one" : "these") + "; set mailmig." + server + ".connections = " + open;
                synchronized (account) {
                    account.getResult().note(text);
                }
                Ledger.of(context).events().add(account.getWave(), account.getAccount(), EventKind.LIMITED, text);
            }
        };
    }

    /** {@code null} where the scripts are not asked for. */
    private SieveSides sieve(Account account, String from, Login here, String to, Login there, boolean readOnly) {
        Optional<ImapServer> source = servers.sieve(from);
        Optional<ImapServer> target = servers.sieve(to);
        if (source.isEmpty() && target.isEmpty()) {
            if (account.getRow().mode() == Mode.CLONE) {
                account.getResult()
                        .note("Sieve scripts are not looked for: neither mailmig." + from + ".sieve.uri nor mailmig."
                                + to + ".sieve.uri is set");
            }
            return null;
        }
        if (source.isEmpty() || target.isEmpty() || account.getRow().targetFolder() != null) {
            account.getResult()
                    .warn("Sieve scripts are not copied: "
                            + (account.getRow().targetFolder() != null
                                    ? "they filter a mailbox of its own, and target_folder puts this one into another"
                                    : "mailmig." + (source.isEmpty() ? from : to) + ".sieve.uri is not set"));
            return null;
        }
        return new SieveSides(
                new SieveSide(source.get(), here, servers.sieveUtf7(from), admins.forWave(account.getWave()), true),
                new SieveSide(target.get(), there, servers.sieveUtf7(to), admins.forWave(account.getWave()), readOnly));
    }

    private static String advice(Row row, String side, Optional<Secret> password, Login login) {
        if (login.secret() instanceof RenewableSecret secret && secret.isGranted()) {
            return "the token is fresh: correct " + side + "_user in line " + row.line()
                    + " of the control file, or give the application access to this mailbox, then retry";
        }
        return "correct " + side + (password.isPresent() ? "_user or " + side + "_password" : "_user") + " in line "
                + row.line() + " of the control file, then retry";
    }

    /** A row that names a server wins over the endpoint; the default name leaves the choice to the endpoint. */
    private static String named(String byRow, String byDefault, String byEndpoint) {
        return byRow == null || byRow.isBlank() || byRow.equals(byDefault) ? byEndpoint : byRow;
    }

    /** Closes the account's connections: its exchange is over. */
    void release(Account account) {
        Session session = sessions.remove(account.toString());
        if (session != null) {
            session.close();
        }
    }

    /** See {@link Preflight}. */
    List<String> problems(List<NewAccount> accounts, boolean readOnly) {
        return new Preflight(servers, admins).problems(accounts, readOnly);
    }

    /** Drops all lines: what runs ends with an error at once. */
    void abort() {
        sessions.values().forEach(Session::abort);
        sessions.clear();
        admins.close();
    }
}
