// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.mailmig.identifiers.Identifiers;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.QuotaLimit;
import org.mailmig.imap.server.Namespace;
import org.mailmig.imap.server.ServerQuirks;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.SieveConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderNames;
import org.mailmig.mailbox.internal.folders.FolderPlan;
import org.mailmig.mailbox.internal.folders.ScriptFolders;
import org.mailmig.mailbox.internal.folders.VirtualFolders;
import org.mailmig.runtime.HeldMemory;
import org.mailmig.runtime.WorkThreads;

/**
 * The connections of one account for the duration of one exchange, its folder listings, and what the last pass listed and wrote (for
 * verify). Used by one exchange; several threads may use the connections of each side.
 */
public final class AccountSession implements AutoCloseable {
    /** More connections than this make a server work harder without being faster. */
    private static final int CONNECTIONS_THAT_PAY = 16;

    /** Estimated memory in bytes of one listed message, with dates, without flags. */
    private static final int MEMORY_OF_FACTS = 160;

    final MailboxConnections<ReadOnlyConnection> source;
    /** In a plan, which only reads, it refuses to open any connection. */
    final MailboxConnections<ImapConnection> target;
    /** The target for code that only reads it; the same as {@link #target} unless this is a plan. */
    final MailboxConnections<? extends ReadOnlyConnection> targetReads;
    /** Sets the identifiers of a clone on the target. */
    final Identifiers identifiers;
    /** What the last copy pass listed and wrote; {@code null} before the first pass of this session. */
    CopyPassResult pass;
    /** The folders of the last plan or pass and where they go; {@code null} before the first one. */
    ScriptFolders folders;
    /** The user's scripts on both sides; {@code null} unless a ManageSieve server is configured for both. */
    final SieveConnections sieve;

    private final IntSupplier atWork;
    private final WorkThreads threads;
    private final VirtualFolders views = new VirtualFolders();
    private FolderListings listing;
    private final HeldMemory memory;

    /** @param atWork the number of sessions in this context, including this one */
    AccountSession(
            MailboxConnections<ReadOnlyConnection> source,
            MailboxConnections<ImapConnection> target,
            SieveConnections sieve,
            Identifiers identifiers,
            IntSupplier atWork,
            WorkThreads threads) {
        this(source, target, target, sieve, identifiers, atWork, threads);
    }

    /** @param targetReads the target as a plan reads it; {@code target} then opens no connection */
    public AccountSession(
            MailboxConnections<ReadOnlyConnection> source,
            MailboxConnections<ImapConnection> target,
            MailboxConnections<? extends ReadOnlyConnection> targetReads,
            SieveConnections sieve,
            Identifiers identifiers,
            IntSupplier atWork,
            WorkThreads threads) {
        this.memory = HeldMemory.begin("the mailbox of " + source.who());
        this.source = source;
        this.target = target;
        this.targetReads = targetReads;
        this.sieve = sieve;
        this.identifiers = identifiers;
        this.atWork = atWork;
        this.threads = threads;
    }

    /** Returns a consumer that adds messages to {@code list} and counts their memory; it throws if too much is in use. */
    public Consumer<MessageInfo> keeping(Collection<MessageInfo> list) {
        return keeping(list::add);
    }

    /** Returns a consumer that passes messages to {@code keeper} and counts their memory; it throws if too much is in use. */
    public Consumer<MessageInfo> keeping(Consumer<MessageInfo> keeper) {
        return message -> {
            memory.hold(memory(message));
            keeper.accept(message);
        };
    }

    /** Releases the memory of messages that {@code keeping} counted. */
    public void dropped(Collection<MessageInfo> list) {
        memory.free(list.stream().mapToLong(AccountSession::memory).sum());
    }

    private static long memory(MessageInfo message) {
        return MEMORY_OF_FACTS + message.flags().memory();
    }

    /** Begins a new pass and releases what the last one kept. */
    public void beginPass() {
        pass = null;
        memory.release();
    }

    /**
     * Returns how many connections to each side this account may use: its fair share of what all active accounts may use, but at least
     * two.
     */
    public int connections() {
        int share = Math.max(2, CONNECTIONS_THAT_PAY / Math.max(1, atWork.getAsInt()));
        return Math.min(share, Math.min(source.most(), target.most()));
    }

    /** Records where the folders go, because scripts name folders. */
    public void placed(FolderPlan plan, FolderListings at) {
        if (sieve != null) {
            folders = new ScriptFolders(plan.pairs(), at.names());
        }
    }

    /** Lists both sides again, in parallel. */
    public FolderListings list() {
        return list(ReadOnlyConnection::list, null);
    }

    /**
     * Also reads the target's quota, in the same round trip.
     *
     * @param octets whether to read the source's sizes too
     */
    public FolderListings listWithQuota(boolean octets) {
        return list(octets ? ReadOnlyConnection::listWithOctets : ReadOnlyConnection::list, new ArrayList<>());
    }

    private FolderListings list(
            MailboxConnections.Use<ReadOnlyConnection, List<ListedFolder>> ofSource, List<QuotaLimit> limits) {
        MailboxConnections.Use<ReadOnlyConnection, List<ListedFolder>> ofTarget =
                limits == null ? ReadOnlyConnection::list : connection -> connection.list(limits);
        List<ListedFolder> targetFolders = new ArrayList<>();
        FutureTask<FolderNamesEnd> target = new FutureTask<>(() -> end(listedTarget(), targetFolders, ofTarget, false));
        threads.start(target);
        List<ListedFolder> sourceFolders = new ArrayList<>();
        FolderNamesEnd from = end(source, sourceFolders, ofSource, true);
        FolderNamesEnd to = joined(target);
        listing = new FolderListings(
                sourceFolders,
                targetFolders,
                new FolderNames(from.names, to.names, to.foreign),
                limits == null ? List.of() : limits,
                to.rolesFixed);
        return listing;
    }

    /** Returns the listing that the check of the same exchange made, or a new one. The stored listing is used only once. */
    public FolderListings takeListing() {
        FolderListings taken = listing == null ? list() : listing;
        listing = null;
        return taken;
    }

    private MailboxConnections<? extends ReadOnlyConnection> listedTarget() {
        return targetReads;
    }

    private record FolderNamesEnd(FolderNames.End names, boolean rolesFixed, List<Namespace> foreign) {}

    private FolderNamesEnd end(
            MailboxConnections<? extends ReadOnlyConnection> side,
            List<ListedFolder> into,
            MailboxConnections.Use<ReadOnlyConnection, List<ListedFolder>> asking,
            boolean marksViews) {
        return WireErrors.on("listing the folders of " + side.who(), () -> {
            List<ListedFolder> listed = side.list(asking);
            into.addAll(marksViews ? side.with(connection -> views.marked(connection, listed)) : listed);
            return side.with(connection -> new FolderNamesEnd(
                    new FolderNames.End(connection.personalPrefix(), connection.separator()),
                    connection.offers("SPECIAL-USE") && !connection.offers("CREATE-SPECIAL-USE"),
                    connection.foreignNamespaces()));
        });
    }

    private static <T> T joined(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.mailmig.error.StoppingException("interrupted while folders were listed");
        }
    }

    /** Returns what was found out about both servers and not yet reported. */
    public List<ServerQuirks.Quirk> news() {
        return Stream.concat(source.news().stream(), targetReads.news().stream())
                .toList();
    }

    /** Closes every connection of this account: running commands fail at once. */
    public void abort() {
        source.abort();
        target.abort();
        targetReads.abort();
        identifiers.abort();
        if (sieve != null) {
            sieve.abort();
        }
    }

    @Override
    public void close() {
        memory.close();
        source.close();
        target.close();
        targetReads.close();
        if (sieve != null) {
            sieve.close();
        }
        identifiers.close();
    }

    /** Returns the threads for work of this account. */
    public WorkThreads threads() {
        return threads;
    }

    public CopyPassResult pass() {
        return pass;
    }

    public Identifiers identifiers() {
        return identifiers;
    }

    public MailboxConnections<? extends ReadOnlyConnection> targetReads() {
        return targetReads;
    }

    public MailboxConnections<ImapConnection> target() {
        return target;
    }

    public MailboxConnections<ReadOnlyConnection> source() {
        return source;
    }

    public ScriptFolders folders() {
        return folders;
    }

    public SieveConnections sieve() {
        return sieve;
    }

    public void setPass(CopyPassResult pass) {
        this.pass = pass;
    }
}
