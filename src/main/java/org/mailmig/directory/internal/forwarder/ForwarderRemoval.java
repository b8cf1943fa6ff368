// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import java.util.List;
import java.util.Optional;
import org.mailmig.Outcome;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.WritableDirectory;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.copy.StampServer;

/** Removes a stamp's value from the directory, wherever its entry is now, and nothing else. */
public final class ForwarderRemoval {
    private final ForwarderPolicy forwarding;

    public ForwarderRemoval(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    /**
     * The result of a removal.
     *
     * @param text one sentence
     * @param clean whether the value is gone and nothing needs attention
     */
    public record Removed(String text, boolean clean) {}

    /** Deletes the stamp's value on the server where it was set, wherever its entry is now. */
    public Removed remove(ForwarderRecord stamp) {
        Optional<StopException> away = away(stamp);
        if (away.isEmpty()) {
            return removeAtHome(stamp);
        }
        // A removal is replicated back from a server to which the value was replicated.
        List<StampServer> removed = new OtherServers(writable()).removeFromAny(stamp);
        if (removed.isEmpty()) {
            throw away.get();
        }
        return new Removed(
                "The forwarder of " + stamp.dn() + " was cleared at " + OtherServers.names(removed)
                        + ", but it was set at "
                        + stamp.server() + ", which could not be asked: check that it no longer shows " + stamp.value()
                        + ".",
                false);
    }

    private WritableDirectory writable() {
        return Directories.of(forwarding.context()).writableTarget();
    }

    /** Why the stamp's server cannot be queried; empty if it can. */
    private Optional<StopException> away(ForwarderRecord stamp) {
        try {
            if (stamp.server() == null || forwarding.directory().has(stamp.server())) {
                return Optional.empty();
            }
            return Optional.of(new PermanentException(
                    "The forwarder of " + stamp.dn() + " was set at the server " + stamp.server() + ", which "
                            + forwarding.directory().server()
                            + " no longer reaches, and no other server shows it: new mail may still be forwarded to"
                            + " the source. Name that server in mailmig.directory.url, then retry.",
                    null,
                    Outcome.PARTIAL));
        } catch (TransientException e) {
            return Optional.of(e);
        }
    }

    private Removed removeAtHome(ForwarderRecord stamp) {
        WritableEntry entry = writable().entry(stamp.dn(), stamp.server());
        Optional<List<String>> values = remove(stamp, entry);
        if (values.isPresent()) {
            return removed(stamp, entry, values.get());
        }
        // The entry was renamed, moved or deleted: its forwarder moved with it.
        Optional<WritableEntry> moved = new MovedEntry(forwarding, writable()).of(stamp);
        if (moved.isEmpty()) {
            return new Removed(
                    "The entry " + stamp.dn()
                            + " is gone, and no other readable entry, except those of other accounts, has our"
                            + " forwarder " + stamp.value() + ".",
                    false);
        }
        return removed(stamp, moved.get(), remove(stamp, moved.get()).orElse(List.of()));
    }

    /** The attribute's values afterwards; empty if there is no such entry. */
    private Optional<List<String>> remove(ForwarderRecord stamp, WritableEntry entry) {
        WritableEntry.Changed changed = entry.changeAndRead(stamp.attribute(), stamp.value(), stamp.replaced());
        LdapResult result = changed.result();
        if (result.code() == LdapResult.VALUE_EXISTS && stamp.replaced() != null) {
            result = entry.delete(stamp.attribute(), stamp.value()); // the resting value was restored next to ours
        }
        if (result.ok()) {
            return Optional.of(List.of());
        }
        if (result.code() == LdapResult.NO_SUCH_OBJECT) {
            return Optional.empty();
        }
        if (!result.notAsExpected() && result.code() != LdapResult.LOST) {
            throw stop(stamp, result);
        }
        // As shown by the server that responded: another one with the same name may have the value.
        Optional<List<String>> values =
                changed.values().isPresent() ? changed.values() : entry.values(stamp.attribute());
        if (stamp.server() == null || stamp.server().name() == null) {
            new OtherServers(writable()).showing(stamp);
        }
        boolean ours = values.orElse(List.of()).stream().anyMatch(stamp.value()::equalsIgnoreCase);
        if (ours) {
            throw stop(stamp, result);
        }
        return values.map(left -> left.stream()
                .filter(value -> !value.equalsIgnoreCase(stamp.replaced()))
                .toList());
    }

    private static String doing(ForwarderRecord stamp) {
        return "clearing " + stamp.attribute() + " of " + stamp.dn();
    }

    private RuntimeException stop(ForwarderRecord stamp, LdapResult result) {
        if (result.passing() || result.isInterrupted()) {
            return result.stop(doing(stamp), forwarding.directory().server());
        }
        return new PermanentException(
                "The forwarder is still set, and new mail is still forwarded to the source: the directory failed while "
                        + doing(stamp) + ": " + result.explained(),
                result.cause(),
                Outcome.PARTIAL);
    }

    private static Removed removed(ForwarderRecord stamp, WritableEntry entry, List<String> left) {
        return left.isEmpty()
                ? new Removed("New mail for " + entry.dn() + " reaches the target.", true)
                : new Removed(
                        "The forwarder of " + entry.dn()
                                + " was changed by another client in the meantime and is kept: "
                                + stamp.attribute() + " = " + String.join(", ", left) + ".",
                        false);
    }
}
