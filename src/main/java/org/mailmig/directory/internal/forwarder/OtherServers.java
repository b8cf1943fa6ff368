// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mailmig.directory.internal.entry.WritableDirectory;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.copy.StampServer;

/** The servers with the directory's name other than the one on which a forwarder was set. */
public record OtherServers(WritableDirectory directory) {
    /**
     * Returns those that show the value of a cleared stamp. If servers cannot be told apart, because they have one address and no names,
     * the value is removed wherever it is found.
     */
    List<StampServer> showing(ForwarderRecord stamp) {
        WritableEntry entry = directory.entry(stamp.dn());
        return directory.askEach("looking for the forwarder of " + stamp.dn(), (server, ldap) -> {
            boolean shows = entry.values(ldap, stamp.attribute()).stream()
                    .flatMap(List::stream)
                    .anyMatch(stamp.value()::equalsIgnoreCase);
            boolean same = stamp.server() == null || server.is(stamp.server());
            if (shows && same) {
                LdapResult result = entry.change(ldap, stamp.attribute(), stamp.value(), stamp.replaced());
                return !result.ok() && result.code() != LdapResult.NO_SUCH_ATTRIBUTE;
            }
            return shows;
        });
    }

    /** Removes the value wherever it is found; returns the servers. */
    List<StampServer> removeFromAny(ForwarderRecord stamp) {
        WritableEntry entry = directory.entry(stamp.dn());
        return directory.askEach("clearing the forwarder of " + stamp.dn(), (server, ldap) -> entry.change(
                        ldap, stamp.attribute(), stamp.value(), stamp.replaced())
                .ok());
    }

    /** A sentence about other servers that still show the value of a cleared stamp; empty if there are none. */
    public Optional<String> stillShown(ForwarderRecord stamp) {
        try {
            List<StampServer> servers = showing(stamp);
            return servers.isEmpty() ? Optional.empty() : Optional.of(stillShows(stamp, servers));
        } catch (TransientException | PermanentException e) {
            return Optional.of("It is not known whether another server still shows " + stamp.value() + " in "
                    + stamp.dn() + ": " + e.getMessage());
        }
    }

    private static String stillShows(ForwarderRecord stamp, List<StampServer> servers) {
        return "The forwarder of " + stamp.dn() + " was cleared"
                + (stamp.server() == null ? "" : " at " + stamp.server()) + ", but " + names(servers) + " still "
                + (servers.size() == 1 ? "shows" : "show") + " " + stamp.value()
                + ": an MTA that reads there forwards new mail to the source until it is replicated.";
    }

    static String names(List<StampServer> servers) {
        return servers.stream().map(StampServer::toString).collect(Collectors.joining(", "));
    }
}
