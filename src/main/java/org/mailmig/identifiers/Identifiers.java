// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.MessageInfo;

/** Tells one target mailbox its identifiers. Safe for the threads of one account, each with its own folder. */
public interface Identifiers extends AutoCloseable {
    /** A target that cannot be told. */
    Identifiers NONE = new Identifiers() {};

    /** Can anything be told? Where not, nothing else here is called but {@link #close}. */
    default boolean active() {
        return false;
    }

    /**
     * Proves that the target can be told, and changes nothing.
     *
     * @param target a connection of the mailbox's owner
     * @throws org.mailmig.error.RefusedException saying what to set right
     */
    default void probe(ReadOnlyConnection target) throws IOException {}

    /**
     * Gives folders that never held a message their mailbox id and UIDVALIDITY, and makes those that do not exist; leaves all
     * others alone. What stands already is left, so that it may be repeated.
     *
     * @param target a connection of the mailbox's owner
     * @return by raw name
     */
    default Map<String, AssignedIds> prepare(ImapConnection target, List<RequestedIds> folders) throws IOException {
        return Map.of();
    }

    /**
     * How the first of the messages with these source UIDs, ascending, get to their UIDs in a folder whose UIDNEXT is given.
     *
     * @param fill may placeholders be written?
     * @param room how many of them besides so many messages; 0 or more
     */
    default UidPlan next(List<Long> uids, long uidNext, ImapConnection target, boolean fill, IntUnaryOperator room) {
        return UidPlan.plain(uids.size());
    }

    /** Sets UIDNEXT where {@link UidPlan#raise} asks for it. */
    default void raise(String name, long uidNext) throws IOException {}

    /** Hears what an APPEND took. */
    default void appended(long placeholders, long messages, double millis) {}

    /** Does {@link #put} write the messages? Else APPEND does, with placeholders where {@link UidPlan#fill} asks for them. */
    default boolean writes() {
        return false;
    }

    /**
     * Writes messages at their source UIDs, all or none.
     *
     * @param name the folder as its owner reads it; {@code rawName} as the target does
     * @throws ConcurrentWriteException where the folder's UIDNEXT is not {@code uidNext}
     */
    default AppendResult put(String rawName, long uidNext, List<MessageInfo> messages, List<AppendMessage> texts)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Sets UIDNEXT and HIGHESTMODSEQ of the copied folders where they are lower than wanted.
     *
     * @return what the target has not taken, by raw name
     */
    default Map<String, String> finish(List<RequestedIds> folders) throws IOException {
        return Map.of();
    }

    /** Ends what is under way with an error, from any thread. */
    default void abort() {}

    @Override
    default void close() {}
}
