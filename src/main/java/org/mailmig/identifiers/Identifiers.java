// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.MessageInfo;

/** Sets the identifiers of one target mailbox. Safe for the threads of one account, each with its own folder. */
public interface Identifiers extends AutoCloseable {
    /** For a target whose identifiers cannot be set. */
    Identifiers NONE = new Identifiers() {};

    /** Returns whether identifiers can be set. If not, no other method is called except {@link #close}. */
    default boolean active() {
        return false;
    }

    /**
     * Verifies that identifiers can be set, without any change.
     *
     * @param target a connection of the mailbox's owner
     * @throws org.mailmig.error.RefusedException telling what to correct
     */
    default void probe(ReadOnlyConnection target) throws IOException {}

    /**
     * Gives folders that never had a message their mailbox id and UIDVALIDITY, and creates missing ones; leaves all others unchanged.
     * Existing folders are kept, so it may be repeated.
     *
     * @param target a connection of the mailbox's owner
     * @return by raw name
     */
    default Map<String, AssignedIds> prepare(ImapConnection target, List<RequestedIds> folders) throws IOException {
        return Map.of();
    }

    /**
     * Plans how the first of the messages with these source UIDs, ascending, get their UIDs in a folder with this UIDNEXT.
     *
     * @param fill whether placeholders may be written
     */
    default UidPlan next(List<Long> uids, long uidNext, ImapConnection target, boolean fill) {
        return UidPlan.plain(uids.size());
    }

    /** Sets UIDNEXT as {@link UidPlan#raise} requires. */
    default void raise(String name, long uidNext) throws IOException {}

    /** Records how long an APPEND took. */
    default void appended(long placeholders, long messages, double millis) {}

    /** Returns whether {@link #put} writes the messages. Otherwise APPEND does, with the placeholders of {@link UidPlan#fill}. */
    default boolean writes() {
        return false;
    }

    /**
     * Writes messages with their source UIDs, all or none.
     *
     * @param rawName the folder's name as the target's IMAP server writes it
     * @throws ConcurrentWriteException if the folder's UIDNEXT is not {@code uidNext}
     */
    default AppendResult put(String rawName, long uidNext, List<MessageInfo> messages, List<AppendMessage> texts)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Raises UIDNEXT and HIGHESTMODSEQ of the copied folders if they are lower than requested.
     *
     * @return what the target refused, by raw name
     */
    default Map<String, String> finish(List<RequestedIds> folders) throws IOException {
        return Map.of();
    }

    /** Aborts running work with an error, from any thread. */
    default void abort() {}

    @Override
    default void close() {}
}
