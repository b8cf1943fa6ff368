// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.runtime.StartedWork;

/**
 * Reads batches from the source in its own thread, one ahead of the batch that is being appended. A lost connection is reopened as long
 * as batches keep arriving.
 */
public final class BatchFetcher implements AutoCloseable {
    private static final int LOSSES_WITHOUT_PROGRESS = 3;
    /** Limit of consecutive messages that the source cannot send although each new login succeeds. */
    private static final int MOST_UNDELIVERED = 3;

    private final StepContext work;
    private final FolderCopyState folder;
    private final BatchHandover handover = new BatchHandover();
    private final BatchReader reader;
    private final StartedWork thread;
    private final ThrottleWait backoff;
    private final FolderConnections connections;
    private volatile boolean finished;
    private int undelivered;
    private boolean delivered;

    public BatchFetcher(StepContext work, FolderCopyState folder, FolderConnections connections, List<Batch> batches) {
        this.work = work;
        this.folder = folder;
        this.connections = connections;
        this.backoff = new ThrottleWait(work);
        this.reader = new BatchReader(work, connections, handover);
        connections.setFetching(true);
        this.thread = work.threads().start(() -> fetchAll(batches));
    }

    /** Returns the next batch, or {@code null} after the last. */
    public FetchedBatch next() throws IOException {
        return handover.take();
    }

    private void fetchAll(List<Batch> batches) {
        try {
            for (Batch batch : batches) {
                if (handover.isCancelled()) {
                    return;
                }
                fetchPersistently(batch, LOSSES_WITHOUT_PROGRESS);
            }
            finished = true;
            handover.end(null);
        } catch (IOException | RuntimeException | Error e) {
            // otherwise the thread that waits for this one would wait forever
            finished = true;
            handover.end(e);
        }
    }

    private void fetchPersistently(Batch batch, int patience) throws IOException {
        Map<Long, Long> sizes = sizesUnlessHandedOn(batch, patience);
        if (sizes.isEmpty()) {
            return;
        }
        // The source sent far more than it had announced: split the batch again, by the sizes received.
        for (Batch part : Batch.cut(batch.messages(), message -> sizes.getOrDefault(message.uid(), 0L))) {
            if (!handover.isCancelled()) {
                fetchPersistently(part, LOSSES_WITHOUT_PROGRESS);
            }
        }
    }

    /**
     * Returns the size of each message in bytes if they are far larger than announced; empty if the batch, or its parts, were
     * delivered.
     */
    private Map<Long, Long> sizesUnlessHandedOn(Batch batch, int patience) throws IOException {
        for (int losses = 0; ; losses++) {
            try {
                Map<Long, Long> sizes = reader.read(batch);
                undelivered = sizes.isEmpty() ? 0 : undelivered;
                delivered |= sizes.isEmpty();
                backoff.succeeded();
                return sizes;
            } catch (ConnectionLostException | ProtocolException e) {
                if (handover.isCancelled()) {
                    throw e;
                }
                boolean waited = e.backoff() != null && backoff.waited(e);
                if (e.backoff() != null && !waited) {
                    throw e;
                }
                connections.replaceSource(e);
                losses += e instanceof ProtocolException ? 1 : 0; // the next attempt would give the same result
                losses -= waited ? 1 : 0;
                if (losses >= patience) {
                    return halved(batch, e);
                }
            } catch (CommandRefusedException e) {
                if (e.passing() && backoff.waited(e)) {
                    losses--;
                    continue;
                }
                if (e.backoff() != null) {
                    throw e;
                }
                return halved(batch, e);
            }
        }
    }

    /**
     * Fetches halves of a batch that the source does not send. A message that it cannot send even alone is delivered without a text. If
     * the source sends no message at all, or none before a first wait, the problem may be the source and not its messages.
     */
    private Map<Long, Long> halved(Batch batch, ImapException fault) throws IOException {
        List<MessageInfo> messages = batch.messages();
        if (messages.size() > 1) {
            int half = messages.size() / 2;
            for (List<MessageInfo> part : List.of(messages.subList(0, half), messages.subList(half, messages.size()))) {
                for (Batch smaller : Batch.cut(part)) {
                    fetchPersistently(smaller, smaller.messages().size() == 1 ? LOSSES_WITHOUT_PROGRESS : 0);
                }
            }
            return Map.of();
        }
        boolean proven = delivered || work.hasWaited();
        if (!proven || ++undelivered > MOST_UNDELIVERED) {
            throw fault;
        }
        folder.notCopied().unreadable(messages.get(0).uid(), fault.getMessage());
        handover.put(FetchedBatch.held(batch, Map.of(), 0));
        return Map.of();
    }

    /** Ends the reading. Batches that were fetched but not taken are returned to the memory budget. */
    @Override
    public void close() {
        handover.cancel();
        if (!finished) {
            connections.source().abort();
            thread.interrupt();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handover.drain(left -> work.memory().release(left.held()));
        connections.setFetching(false);
    }
}
