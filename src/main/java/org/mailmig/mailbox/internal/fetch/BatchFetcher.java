// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
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
    /** Limit of bytes held of one batch, whatever sizes the source announced. */
    private static final long MOST_HELD = 2 * Batch.MOST_BYTES;

    /** A fetched batch, the end, or an error. */
    public record Delivery(FetchedBatch fetched, boolean end, Throwable fault) {}

    private final StepContext work;
    private final FolderCopyState folder;
    private final BlockingQueue<Delivery> ahead = new ArrayBlockingQueue<>(1);
    private final StartedWork thread;
    private final ThrottleWait backoff;
    private final FolderConnections connections;
    private volatile boolean cancelled;
    private final ShortTexts shortTexts = new ShortTexts();
    private volatile boolean finished;
    private int undelivered;
    private boolean delivered;

    public BatchFetcher(StepContext work, FolderCopyState folder, FolderConnections connections, List<Batch> batches) {
        this.work = work;
        this.folder = folder;
        this.connections = connections;
        this.backoff = new ThrottleWait(work);
        connections.setFetching(true);
        this.thread = work.threads().start(() -> fetchAll(batches));
    }

    /** Returns the next batch, or {@code null} after the last. */
    public FetchedBatch next() throws IOException {
        Delivery delivery;
        try {
            delivery = ahead.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.mailmig.error.StoppingException("interrupted while waiting for the source");
        }
        if (delivery.fault() instanceof IOException io) {
            throw io;
        }
        if (delivery.fault() instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (delivery.fault() instanceof Error error) {
            throw error;
        }
        return delivery.end() ? null : delivery.fetched();
    }

    private void fetchAll(List<Batch> batches) {
        try {
            for (Batch batch : batches) {
                if (cancelled) {
                    return;
                }
                fetchPersistently(batch, LOSSES_WITHOUT_PROGRESS);
            }
            finished = true;
            put(new Delivery(null, true, null));
        } catch (IOException
                | RuntimeException
                | Error e) { // otherwise the thread that waits for this one would wait forever
            finished = true;
            put(new Delivery(null, true, e));
        }
    }

    private void fetchPersistently(Batch batch, int patience) throws IOException {
        Map<Long, Long> sizes = sizesUnlessHandedOn(batch, patience);
        if (sizes.isEmpty()) {
            return;
        }
        // The source sent far more than it had announced: split the batch again, by the sizes received.
        for (Batch part : Batch.cut(batch.messages(), message -> sizes.getOrDefault(message.uid(), 0L))) {
            if (!cancelled) {
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
                Map<Long, Long> sizes = fetch(batch);
                undelivered = sizes.isEmpty() ? 0 : undelivered;
                delivered |= sizes.isEmpty();
                backoff.succeeded();
                return sizes;
            } catch (ConnectionLostException | ProtocolException e) {
                if (cancelled) {
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
        put(new Delivery(FetchedBatch.held(batch, Map.of(), 0), false, null));
        return Map.of();
    }

    /**
     * Does the work of {@link #sizesUnlessHandedOn} once. What was delivered is appended, so it must not be fetched again, whatever
     * fails afterwards.
     */
    private Map<Long, Long> fetch(Batch batch) throws IOException {
        if (batch.streamed()) {
            fetchStreamed(batch);
            return Map.of();
        }
        int held = work.memory().take(batch.bytes());
        boolean handedOn = false;
        Map<Long, Long> sizes = new HashMap<>();
        try {
            Map<Long, byte[]> texts = new HashMap<>();
            long[] came = new long[1];
            connections.source().fetchBodies(MessageInfo.uids(batch.messages()), (uid, size, octets) -> {
                if (uid == 0 && batch.messages().size() > 1) {
                    throw new IOException("the source sent a message text without its UID");
                }
                long whose = uid == 0 ? batch.messages().get(0).uid() : uid;
                sizes.put(whose, size);
                came[0] += size;
                if (came[0] <= MOST_HELD) {
                    texts.put(whose, octets.readNBytes(Math.toIntExact(size)));
                }
            });
            if (came[0] > MOST_HELD) {
                return sizes;
            }
            shortTexts.lookAgain(connections.source(), batch.messages(), texts, sizes, MOST_HELD - came[0]);
            handedOn = put(new Delivery(FetchedBatch.held(batch, texts, held), false, null));
            return Map.of();
        } finally {
            if (!handedOn) {
                work.memory().release(held);
            }
        }
    }

    /** Streams one message. The reading thread waits inside the callback while the appending thread reads the literal. */
    private void fetchStreamed(Batch batch) throws IOException {
        boolean[] came = new boolean[1];
        try {
            connections.source().fetchBodies(MessageInfo.uids(batch.messages()), (uid, size, octets) -> {
                came[0] = true;
                FetchedBatch streaming = FetchedBatch.streaming(batch, octets, size);
                if (put(new Delivery(streaming, false, null))) {
                    awaitDrained(streaming);
                }
            });
        } catch (ConnectionLostException | ProtocolException e) {
            if (!came[0] || cancelled) {
                throw e;
            }
            connections.replaceSource(e);
        } catch (CommandRefusedException e) {
            if (!came[0]) {
                throw e;
            }
        }
        if (!came[0]) {
            put(new Delivery(FetchedBatch.held(batch, Map.of(), 0), false, null));
        }
    }

    private void awaitDrained(FetchedBatch streaming) throws IOException {
        try {
            while (!streaming.streamDone().await(200, TimeUnit.MILLISECONDS)) {
                if (cancelled) {
                    throw new IOException("cancelled");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean put(Delivery delivery) {
        try {
            while (!cancelled) {
                if (ahead.offer(delivery, 200, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Ends the reading. Batches that were fetched but not taken are returned to the memory budget. */
    @Override
    public void close() {
        cancelled = true;
        if (!finished) {
            connections.source().abort();
            thread.interrupt();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Delivery left = ahead.poll(); left != null; left = ahead.poll()) {
            if (left.fetched() != null) {
                work.memory().release(left.fetched().held());
            }
        }
        connections.setFetching(false);
    }
}
