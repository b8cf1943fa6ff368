// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.Progress;
import org.mailmig.Step;
import org.mailmig.config.Settings;
import org.mailmig.error.StepErrors;
import org.mailmig.error.StopException;
import org.mailmig.error.StoppingException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.mailbox.internal.check.Check;
import org.mailmig.mailbox.internal.check.Plan;
import org.mailmig.mailbox.internal.connection.AdminLoginGuard;
import org.mailmig.mailbox.internal.connection.MemoryBudget;
import org.mailmig.mailbox.internal.copy.CopyPass;
import org.mailmig.mailbox.internal.mailflow.MailFlowCheck;
import org.mailmig.mailbox.internal.scripts.SieveCopy;
import org.mailmig.mailbox.internal.servers.ServerConnections;
import org.mailmig.mailbox.internal.state.AccountSession;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.verify.Sweep;
import org.mailmig.mailbox.internal.verify.Verify;
import org.mailmig.runtime.WorkThreads;
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
    private final AdminLoginGuard admins;
    private final WorkThreads threads;
    private final MemoryBudget memory = MemoryBudget.ofHeap();
    private final AccountSessions sessions;

    MailboxSteps(CamelContext context) {
        this.context = context;
        this.settings = Settings.of(context);
        this.servers = new ServerConnections(context);
        this.threads = WorkThreads.of(context, this, "mailmig-mailbox");
        this.admins = new AdminLoginGuard(
                settings.duration("mailmig.admin-login.stop"), servers::knownUser, servers::pipelining);
        this.sessions = new AccountSessions(context, servers, admins, threads);
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
        Step step = operation.step(names.arrives());
        boolean passes = operation != MailboxOperation.plan && operation != MailboxOperation.probe;
        if (operation != MailboxOperation.plan && !account.needs(step)) {
            return true;
        }
        long began = System.nanoTime();
        Ledger ledger = Ledger.of(context);
        AccountSession session =
                sessions.of(account, names.source(), names.target(), operation == MailboxOperation.plan);
        StepContext work = new StepContext(account, session, ledger, settings, memory, Progress.of(context), stopping);
        Optional<Instant> parked;
        try (StopWatchdog grace = new StopWatchdog(session, stopping)) {
            work.checkNotStopping();
            parked = execute(operation, work, names);
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

    private Optional<Instant> execute(MailboxOperation operation, StepContext work, Names names) {
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

    /** Closes the account's connections at the end of its exchange. */
    void release(Account account) {
        sessions.close(account);
    }

    /** See {@link AdminLoginTrial}. */
    List<String> problems(List<NewAccount> accounts, boolean readOnly) {
        return new AdminLoginTrial(servers, admins, threads).problems(accounts, readOnly);
    }

    /** Closes all connections: running steps fail at once. */
    void abort() {
        sessions.abort();
        admins.close();
        threads.stop();
    }
}
