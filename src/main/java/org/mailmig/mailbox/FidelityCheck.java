// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.mailmig.config.Secret;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.PermanentFlags;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.mailbox.internal.connection.AdminLoginGuard;
import org.mailmig.mailbox.internal.connection.ConnectionAccess;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.servers.ServerConnections;

/**
 * Finds out how a target stores awkward messages. Temporarily appends sample messages to a new folder of the mailbox of {@code
 * mailmig.<server>.probe-user}, reads them back, and removes the folder. Nothing else in that mailbox is changed.
 */
public final class FidelityCheck {
    private final Settings settings;
    private final ServerConnections servers;
    private final String server;
    private final FidelityComparison comparison = new FidelityComparison();

    private FidelityCheck(CamelContext context, String server) {
        this.settings = Settings.of(context);
        this.servers = new ServerConnections(context);
        this.server = server;
    }

    /**
     * The names of the samples, grouped by what became of them.
     *
     * @param sentOtherwise samples that mailmig itself sends in another form, to every target
     */
    public record Findings(List<String> keeps, List<String> alters, List<String> refuses, List<String> sentOtherwise) {}

    /** Returns the mailbox to test with; empty if the configuration names none. */
    public static Optional<String> user(CamelContext context, String server) {
        return Settings.of(context).find("mailmig." + server + ".probe-user");
    }

    /**
     * Tests the server that has this name in the configuration.
     *
     * @throws PermanentException if no probe user is configured
     * @throws org.mailmig.error.StopException if the server does not answer
     */
    public static Findings of(CamelContext context, String server) {
        FidelityCheck probe = new FidelityCheck(context, server);
        String user = user(context, server)
                .orElseThrow(() -> new PermanentException("Configuration key mailmig." + server
                        + ".probe-user is not set: name an unused mailbox for temporary samples."));
        WireErrors.on("probing " + user + " at " + server, () -> {
            probe.run(user);
            return null;
        });
        return probe.comparison.findings();
    }

    private void run(String user) throws IOException {
        Optional<Secret> own =
                settings.find("mailmig." + server + ".probe-password").map(Secret::of);
        String advice =
                "correct mailmig." + server + ".probe-user or mailmig." + server + ".probe-password, then probe again";
        try (MailboxConnections<ImapConnection> side = new MailboxConnections<>(
                ConnectionAccess.WRITE,
                servers.server(server),
                servers.login(server, user, own),
                advice,
                2,
                new AdminLoginGuard(servers::pipelining))) {
            String folder = freshName(side);
            side.with(connection -> {
                connection.create(folder, null);
                return null;
            });
            try {
                for (FidelitySample sample : FidelitySample.all()) {
                    probe(side, folder, sample);
                }
            } finally {
                side.with(connection -> {
                    connection.unselect();
                    connection.delete(folder);
                    return null;
                });
            }
        }
    }

    private static String freshName(MailboxConnections<ImapConnection> side) throws IOException {
        String name = "mailmig-probe-" + UUID.randomUUID().toString().substring(0, 8);
        return side.with(connection -> {
            String prefix = connection.personalPrefix();
            for (ListedFolder folder : connection.list()) {
                if (folder.rawName().equals(prefix + name)) {
                    throw new IOException("folder " + name + " already exists");
                }
            }
            return prefix + name;
        });
    }

    private void probe(MailboxConnections<ImapConnection> side, String folder, FidelitySample sample)
            throws IOException {
        try {
            side.with(connection -> {
                SelectedFolder selected = connection.select(folder);
                AppendResult appended = connection.append(
                        folder,
                        List.of(new AppendMessage(
                                PermanentFlags.appendable(sample.flags(), selected.permanentFlags()),
                                sample.date(),
                                sample.octets().length,
                                out -> out.write(sample.octets()))));
                connection.noop();
                long uid = appended.uids().isEmpty()
                        ? connection.searchFrom(1).stream().max().orElse(0)
                        : appended.uids().get(0);
                comparison.compare(connection, uid, sample);
                return null;
            });
        } catch (CommandRefusedException e) {
            comparison.refused(sample, e.getMessage());
        } catch (ProtocolException e) {
            comparison.refused(sample, "as a syntax error");
        }
    }
}
