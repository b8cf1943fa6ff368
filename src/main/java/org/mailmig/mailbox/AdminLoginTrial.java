// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.mailmig.config.RenewableSecret;
import org.mailmig.error.StopException;
import org.mailmig.error.TransientException;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.LoginBrokenException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.mailbox.internal.connection.AdminLoginGuard;
import org.mailmig.mailbox.internal.connection.ConnectionAccess;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.servers.ServerConnections;
import org.mailmig.runtime.WorkThreads;

/**
 * Tries each admin login that a wave needs before the wave begins, on all servers in parallel. It uses the wave's first owner, and also
 * the last one where the refusal does not show whether the admin or the owner is at fault (accounts of people who left are often
 * adjacent in the file). The first account of the wave reuses the connection.
 */
final class AdminLoginTrial {
    private final ServerConnections servers;
    private final AdminLoginGuard admins;
    private final WorkThreads threads;

    AdminLoginTrial(ServerConnections servers, AdminLoginGuard admins, WorkThreads threads) {
        this.servers = servers;
        this.admins = admins;
        this.threads = threads;
    }

    /**
     * Returns one sentence for each server that cannot be used; empty if the wave may begin.
     *
     * @param readOnly whether targets are opened read-only, as sources always are
     */
    List<String> problems(List<NewAccount> accounts, boolean readOnly) {
        List<Map.Entry<String, Set<String>>> owners =
                new ArrayList<>(owners(accounts).entrySet());
        Set<String> written = readOnly ? Set.of() : targets(accounts);
        List<String> problems = new ArrayList<>();
        threads.each(owners, owners.size(), new AtomicReference<>(), server -> {
            Optional<String> problem = problem(server.getKey(), server.getValue(), access(written, server.getKey()));
            synchronized (problems) {
                problem.ifPresent(problems::add);
            }
        });
        return problems;
    }

    /** Returns the servers, each with the first and the last owner for whom its admin login acts. */
    private static Map<String, Set<String>> owners(List<NewAccount> accounts) {
        Map<String, Set<String>> owners = new LinkedHashMap<>();
        for (NewAccount account : accounts) {
            if (account.sourcePassword() == null) {
                add(
                        owners,
                        account.row().sourceServer(),
                        "source",
                        account.row().sourceUser());
            }
            if (account.targetPassword() == null) {
                add(
                        owners,
                        account.row().targetServer(),
                        "target",
                        account.row().targetUser());
            }
        }
        return owners;
    }

    private static Set<String> targets(List<NewAccount> accounts) {
        return accounts.stream()
                .map(account -> named(account.row().targetServer(), "target"))
                .collect(Collectors.toSet());
    }

    private static ConnectionAccess<? extends ReadOnlyConnection> access(Set<String> written, String name) {
        return written.contains(name) ? ConnectionAccess.WRITE : ConnectionAccess.READ;
    }

    private static String named(String byRow, String byDefault) {
        return byRow == null || byRow.isBlank() ? byDefault : byRow;
    }

    private static void add(Map<String, Set<String>> owners, String byRow, String byDefault, String owner) {
        String name = named(byRow, byDefault);
        Set<String> tried = owners.computeIfAbsent(name, key -> new LinkedHashSet<>());
        if (!tried.contains(owner)) {
            tried.stream().skip(1).findFirst().ifPresent(tried::remove);
            tried.add(owner);
        }
    }

    private Optional<String> problem(
            String name, Set<String> owners, ConnectionAccess<? extends ReadOnlyConnection> access) {
        String heard = null;
        try {
            ServerAddress server = servers.server(name);
            for (String owner : owners) {
                Login login = servers.login(name, owner, Optional.empty());
                if (!login.isShared()) {
                    return Optional.empty();
                }
                try {
                    ReadOnlyConnection connection = admins.open(access, server, login, abandon -> {});
                    admins.keep(server, login, connection);
                    return Optional.empty();
                } catch (LoginRefusedException e) {
                    boolean granted = login.secret() instanceof RenewableSecret secret && secret.isGranted();
                    if (granted || e.about() == LoginRefusedException.About.OWNER) {
                        return Optional.empty();
                    }
                    heard = e.getMessage() + "; correct mailmig." + name
                            + ".admin-user, mailmig." + name + ".admin-password or mailmig." + name
                            + ".admin-style, or the user's name in the control file.";
                }
            }
            return Optional.ofNullable(heard);
        } catch (StopException e) {
            boolean asksForPatience = e instanceof TransientException passing && passing.notBefore() != null;
            return asksForPatience ? Optional.empty() : Optional.of(e.getMessage());
        } catch (LoginBrokenException e) {
            return Optional.empty(); // a problem of this row: its check reports it
        } catch (IOException e) {
            StopException stop = WireErrors.stop("before the wave starts", e);
            boolean asksForPatience =
                    e instanceof org.mailmig.imap.error.CommandRefusedException refused && refused.passing();
            return asksForPatience ? Optional.empty() : Optional.of(stop.getMessage() + ".");
        }
    }
}
