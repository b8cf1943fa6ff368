// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.Mode;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.mailbox.internal.connection.AdminLoginGuard;
import org.mailmig.mailbox.internal.connection.SieveConnection;
import org.mailmig.mailbox.internal.connection.SieveConnections;
import org.mailmig.mailbox.internal.servers.ServerConnections;

/** Decides by the configuration and the account's row whether Sieve scripts are migrated, and how their servers are reached. */
final class SieveConnectionsFactory {
    private final ServerConnections servers;
    private final AdminLoginGuard admins;

    SieveConnectionsFactory(ServerConnections servers, AdminLoginGuard admins) {
        this.servers = servers;
        this.admins = admins;
    }

    /** Returns {@code null} if scripts are not to be migrated. */
    SieveConnections of(Account account, String from, Login here, String to, Login there, boolean readOnly) {
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
}
