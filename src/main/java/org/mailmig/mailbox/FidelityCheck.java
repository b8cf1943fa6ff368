// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.mailmig.config.Secret;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.imap.text.InternalDate;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.connection.AdminLoginGuard;
import org.mailmig.mailbox.internal.connection.ConnectionAccess;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.ServerConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.fidelity.ArrivalDates;

/**
 * Finds out how a target stores awkward messages. Temporarily appends sample messages to a new folder of the mailbox of {@code
 * mailmig.<server>.probe-user}, reads them back, and removes the folder. Nothing else in that mailbox is changed.
 */
public final class FidelityCheck {
    private final Settings settings;
    private final ServerConnections servers;
    private final String server;
    private final List<String> keeps = new ArrayList<>();
    private final List<String> alters = new ArrayList<>();
    private final List<String> refuses = new ArrayList<>();
    private final List<String> sentOtherwise = new ArrayList<>();

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
        return new Findings(probe.keeps, probe.alters, probe.refuses, probe.sentOtherwise);
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
                                ImapConnection.appendable(sample.flags(), selected.permanentFlags()),
                                sample.date(),
                                sample.octets().length,
                                out -> out.write(sample.octets()))));
                connection.noop();
                long uid = appended.uids().isEmpty()
                        ? connection.searchFrom(1).stream().max().orElse(0)
                        : appended.uids().get(0);
                compare(connection, uid, sample);
                return null;
            });
        } catch (CommandRefusedException e) {
            refuses.add(sample.what() + " (" + e.getMessage() + ")");
        } catch (ProtocolException e) {
            refuses.add(sample.what() + " (as a syntax error)");
        }
    }

    private void compare(ImapConnection connection, long uid, FidelitySample sample) throws IOException {
        byte[][] stored = new byte[1][];
        List<MessageInfo> facts = new ArrayList<>();
        UidSet one = UidSet.range(uid, uid);
        connection.fetchFacts(one, facts::add);
        connection.fetchBodies(one, (which, size, octets) -> stored[0] = octets.readAllBytes());
        OffsetDateTime sent = InternalDate.held(sample.date());
        List<String> how = new ArrayList<>();
        if (stored[0] == null) {
            how.add("cannot be read back");
        } else if (!Arrays.equals(sample.octets(), stored[0])) {
            how.add(difference(sample.octets(), stored[0]));
        }
        for (MessageInfo fact : facts) {
            if (!ArrivalDates.areSame(sent, fact.internalDate())) {
                how.add("is dated " + fact.internalDate());
            }
            if (!sample.flags().minus(fact.flags()).isEmpty()) {
                how.add("loses " + sample.flags().minus(fact.flags()));
            }
        }
        if (!sent.equals(sample.date())) {
            sentOtherwise.add(sample.what() + " (as " + sent + ", which every server accepts)");
        } else if (how.isEmpty()) {
            keeps.add(sample.what());
        }
        if (!how.isEmpty()) {
            alters.add(sample.what() + " (" + String.join(", ", how) + ")");
        }
    }

    private static String difference(byte[] sent, byte[] stored) {
        int at = Arrays.mismatch(sent, stored);
        return at < 0 || at >= sent.length || at >= stored.length || sent.length != stored.length
                ? "has " + stored.length + " bytes, not " + sent.length
                : String.format("byte %02X became %02X", sent[at] & 0xFF, stored[at] & 0xFF);
    }
}
