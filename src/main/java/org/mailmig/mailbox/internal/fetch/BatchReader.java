// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.mailbox.internal.state.StepContext;

/** Reads the messages of one batch, once, and hands them over: held in memory, or a large one as a stream. */
final class BatchReader {
    /** Limit of bytes held of one batch, whatever sizes the source announced. */
    private static final long MOST_HELD = 2 * Batch.MOST_BYTES;

    private final StepContext work;
    private final FolderConnections connections;
    private final BatchHandover handover;
    private final ShortTexts shortTexts = new ShortTexts();

    BatchReader(StepContext work, FolderConnections connections, BatchHandover handover) {
        this.work = work;
        this.connections = connections;
        this.handover = handover;
    }

    /**
     * Reads the batch. What was handed over is appended, so it must not be fetched again, whatever fails afterwards.
     *
     * @return the size of each message in bytes if they are far larger than announced; empty if the batch was handed over
     */
    Map<Long, Long> read(Batch batch) throws IOException {
        if (batch.streamed()) {
            readStreamed(batch);
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
            handedOn = handover.put(FetchedBatch.held(batch, texts, held));
            return Map.of();
        } finally {
            if (!handedOn) {
                work.memory().release(held);
            }
        }
    }

    /** Streams one message. The reading thread waits inside the callback while the appending thread reads the literal. */
    private void readStreamed(Batch batch) throws IOException {
        boolean[] came = new boolean[1];
        try {
            connections.source().fetchBodies(MessageInfo.uids(batch.messages()), (uid, size, octets) -> {
                came[0] = true;
                FetchedBatch streaming = FetchedBatch.streaming(batch, octets, size);
                if (handover.put(streaming)) {
                    handover.awaitDrained(streaming);
                }
            });
        } catch (ConnectionLostException | ProtocolException e) {
            if (!came[0] || handover.isCancelled()) {
                throw e;
            }
            connections.replaceSource(e);
        } catch (CommandRefusedException e) {
            if (!came[0]) {
                throw e;
            }
        }
        if (!came[0]) {
            handover.put(FetchedBatch.held(batch, Map.of(), 0));
        }
    }
}
