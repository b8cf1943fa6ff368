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

/**
 * One account's hold on its two servers while an exchange carries it down the line: connections, the folder listings, and
 * what the last pass listed and wrote, for verify. Used by one exchange; its sides may be used by several threads.
 */
public final class AccountSession implements AutoCloseable {
    /** Beyond so many at once a server has more to do, and nothing is faster. */
    private static final int CONNECTIONS_THAT_PAY = 16;

    /** What a message takes in a list, dates included, without flags: an estimate, in octets. */
    private static final int MEMORY_OF_FACTS = 160;

    final MailboxConnections<ReadOnlyConnection> source;
    /** Refuses to open anything in a plan, which only reads. */
    final MailboxConnections<ImapConnection> target;
    /** The target for those who only read it; {@link #target} itself unless this is a plan. */
    final MailboxConnections<? extends ReadOnlyConnection> targetReads;
    /** Tells the target which identifiers a clone has. */
    final Identifiers identifiers;
    /** What the last copy pass listed and wrote; {@code null} before one was made in this session. */
    CopyPassResult pass;
    /** Which folders the last plan or pass had, and where they go; {@code null} before there was one. */
    ScriptFolders folders;
    /** The users' scripts on both sides; {@code null} where the configuration names no ManageSieve server for both. */
    final SieveConnections sieve;

    private final IntSupplier atWork;
    private final VirtualFolders views = new VirtualFolders();
    private FolderListings listing;
    private final HeldMemory memory;

    /** @param atWork how many sessions there are in this context, this one included */
    AccountSession(
            MailboxConnections<ReadOnlyConnection> source,
            MailboxConnections<ImapConnection> target,
            SieveConnections sieve,
            Identifiers identifiers,
            IntSupplier atWork) {
        this(source, target, target, sieve, identifiers, atWork);
    }

    /** @param targetReads the side that a plan reads; {@code target} then opens nothing */
    public AccountSession(
            MailboxConnections<ReadOnlyConnection> source,
            MailboxConnections<ImapConnection> target,
            MailboxConnections<? extends ReadOnlyConnection> targetReads,
            SieveConnections sieve,
            Identifiers identifiers,
            IntSupplier atWork) {
        this.memory = HeldMemory.begin("the mailbox of " + source.who());
        this.source = source;
        this.target = target;
        this.targetReads = targetReads;
        this.sieve = sieve;
        this.identifiers = identifiers;
        this.atWork = atWork;
    }

    /** Adds messages to {@code list} as long as there is memory for them. */
    public Consumer<MessageInfo> keeping(Collection<MessageInfo> list) {
        return keeping(list::add);
    }

    /** Messages that {@code keeper} keeps, as long as there is memory for them. */
    public Consumer<MessageInfo> keeping(Consumer<MessageInfo> keeper) {
        return message -> {
            memory.hold(memory(message));
            keeper.accept(message);
        };
    }

    /** These messages, which were kept so, are not needed any more. */
    public void dropped(Collection<MessageInfo> list) {
        memory.free(list.stream().mapToLong(AccountSession::memory).sum());
    }

    private static long memory(MessageInfo message) {
        return MEMORY_OF_FACTS + message.flags().memory();
    }

    /** A new pass begins: what the last one kept is not needed any more. */
    public void beginPass() {
        pass = null;
        memory.release();
    }

    /** Connections to either side that this account may use: its fair share of what serves all that are at work, two at least. */
    public int connections() {
        int share = Math.max(2, CONNECTIONS_THAT_PAY / Math.max(1, atWork.getAsInt()));
        return Math.min(share, Math.min(source.most(), target.most()));
    }

    /** Scripts name folders: where these go is kept for them. */
    public void placed(FolderPlan plan, FolderListings at) {
        if (sieve != null) {
            folders = new ScriptFolders(plan.pairs(), at.names());
        }
    }

    /** Lists both sides anew, at the same time. */
    public FolderListings list(String account) {
        return list(account, ReadOnlyConnection::list, null);
    }

    /**
     * The same with the target's quota, in the same round trip.
     *
     * @param octets with the source's sizes too
     */
    public FolderListings listWithQuota(String account, boolean octets) {
        return list(account, octets ? ReadOnlyConnection::listWithOctets : ReadOnlyConnection::list, new ArrayList<>());
    }

    private FolderListings list(
            String account,
            MailboxConnections.Use<ReadOnlyConnection, List<ListedFolder>> ofSource,
            List<QuotaLimit> limits) {
        MailboxConnections.Use<ReadOnlyConnection, List<ListedFolder>> ofTarget =
                limits == null ? ReadOnlyConnection::list : connection -> connection.list(limits);
        List<ListedFolder> targetFolders = new ArrayList<>();
        FutureTask<FolderNamesEnd> target = new FutureTask<>(() -> end(listedTarget(), targetFolders, ofTarget, false));
        Thread thread = new Thread(target, "mailmig-list-" + account);
        thread.setDaemon(true);
        thread.start();
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

    /** The listing that the check of this same exchange made, or a new one: taken once. */
    public FolderListings takeListing(String account) {
        FolderListings taken = listing == null ? list(account) : listing;
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

    /** What was learnt of both servers and not said yet. */
    public List<ServerQuirks.Quirk> news() {
        return Stream.concat(source.news().stream(), targetReads.news().stream())
                .toList();
    }

    /** Drops every line of this account at once: what runs ends with an error. */
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
