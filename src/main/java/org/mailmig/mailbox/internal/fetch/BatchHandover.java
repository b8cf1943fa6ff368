// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mailmig.error.StoppingException;

/** Hands fetched batches from the thread that reads to the thread that appends. One batch waits while another is being appended. */
final class BatchHandover {
    /** A fetched batch, the end, or an error. */
    private record Delivery(FetchedBatch fetched, boolean end, Throwable fault) {}

    private final BlockingQueue<Delivery> ahead = new ArrayBlockingQueue<>(1);
    private volatile boolean cancelled;

    /** Waits for the next batch. Returns {@code null} after the last; throws the error of the thread that reads. */
    FetchedBatch take() throws IOException {
        Delivery delivery;
        try {
            delivery = ahead.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppingException("interrupted while waiting for the source");
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

    /** Waits until the batch can be handed over. Returns false if nobody takes it any more. */
    boolean put(FetchedBatch batch) {
        return put(new Delivery(batch, false, null));
    }

    /** Ends the reading; {@code fault} is thrown by {@link #take}, or {@code null}. */
    void end(Throwable fault) {
        put(new Delivery(null, true, fault));
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

    /** Waits until the thread that appends has read the streamed text. */
    void awaitDrained(FetchedBatch streaming) throws IOException {
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

    /** Nobody takes batches any more. */
    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Passes on the batches that were not taken. */
    void drain(Consumer<FetchedBatch> each) {
        for (Delivery left = ahead.poll(); left != null; left = ahead.poll()) {
            if (left.fetched() != null) {
                each.accept(left.fetched());
            }
        }
    }
}
