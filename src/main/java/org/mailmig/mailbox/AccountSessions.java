// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.config.RenewableSecret;
import org.mailmig.config.Secret;
import org.mailmig.config.Settings;
import org.mailmig.identifiers.IdentifiersFactory;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.server.Login;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.AdminLoginGuard;
import org.mailmig.mailbox.internal.connection.ConnectionAccess;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.servers.ServerConnections;
import org.mailmig.mailbox.internal.state.AccountSession;
import org.mailmig.runtime.WorkThreads;
import org.mailmig.text.Plural;

/**
 * The sessions of the accounts that are at work: each opens its connections by the account's row, the endpoint and the configuration.
 * Safe for any number of threads, each with its own account.
 */
final class AccountSessions {
    private final CamelContext context;
    private final ServerConnections servers;
    private final IdentifiersFactory identities;
    private final AdminLoginGuard admins;
    private final WorkThreads threads;
    private final SieveConnectionsFactory scripts;
    /** Waves and servers whose connection limit was already reported. */
    private final Set<String> limited = ConcurrentHashMap.newKeySet();

    private final Map<String, AccountSession> sessions = new ConcurrentHashMap<>();

    AccountSessions(CamelContext context, ServerConnections servers, AdminLoginGuard admins, WorkThreads threads) {
        this.context = context;
        this.servers = servers;
        this.admins = admins;
        this.threads = threads;
        this.scripts = new SieveConnectionsFactory(servers, admins);
        this.identities = new IdentifiersFactory(Settings.of(context));
    }

    /**
     * Returns the account's session, which is the same one until {@link #close}.
     *
     * @param source the source server, unless the row names another
     * @param target the target server, unless the row names another
     * @param readOnly whether nothing may be written to the target
     */
    AccountSession of(Account account, String source, String target, boolean readOnly) {
        return sessions.computeIfAbsent(account.toString(), key -> {
            Ledger ledger = Ledger.of(context);
            ControlRow row = account.getRow();
            String from = named(row.sourceServer(), "source", source);
            String to = named(row.targetServer(), "target", target);
            Optional<Secret> sourcePassword = ledger.accounts().sourcePassword(account);
            Optional<Secret> targetPassword = ledger.accounts().targetPassword(account);
            Login here = servers.login(from, row.sourceUser(), sourcePassword);
            Login there = servers.login(to, row.targetUser(), targetPassword);
            String advice = advice(row, "target", targetPassword, there);
            AdminLoginGuard logins = admins.forWave(account.getWave());
            int most = servers.connections(to);
            MailboxConnections<ImapConnection> writes = new MailboxConnections<>(
                            readOnly ? ConnectionAccess.NONE : ConnectionAccess.WRITE,
                            servers.server(to),
                            there,
                            advice,
                            most,
                            logins)
                    .whenLimited(limits(account, to));
            MailboxConnections<? extends ReadOnlyConnection> reads = readOnly
                    ? new MailboxConnections<>(ConnectionAccess.READ, servers.server(to), there, advice, most, logins)
                            .whenLimited(limits(account, to))
                    : writes;
            return new AccountSession(
                    new MailboxConnections<>(
                                    ConnectionAccess.READ,
                                    servers.server(from),
                                    here,
                                    advice(row, "source", sourcePassword, here),
                                    servers.connections(from),
                                    logins)
                            .whenLimited(limits(account, from)),
                    writes,
                    reads,
                    scripts.of(account, from, here, to, there, readOnly),
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

    /** Closes the account's connections. */
    void close(Account account) {
        AccountSession session = sessions.remove(account.toString());
        if (session != null) {
            session.close();
        }
    }

    /** Closes all connections: running steps fail at once. */
    void abort() {
        sessions.values().forEach(AccountSession::abort);
        sessions.clear();
    }
}
