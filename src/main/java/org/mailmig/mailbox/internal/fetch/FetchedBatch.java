// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.mailmig.imap.model.MessageInfo;

/**
 * A batch whose text was received, or is being received.
 *
 * @param batch what was fetched
 * @param texts the received texts in bytes, by UID; a missing UID has vanished from the source
 * @param stream the text of a streamed batch while it arrives, or {@code null}
 * @param streamSize its size in bytes
 * @param streamDone counted down when the stream is no longer needed
 * @param held what to return to the memory budget
 */
public record FetchedBatch(
        Batch batch,
        Map<Long, byte[]> texts,
        InputStream stream,
        long streamSize,
        CountDownLatch streamDone,
        int held) {

    public static FetchedBatch held(Batch batch, Map<Long, byte[]> texts, int held) {
        return new FetchedBatch(batch, texts, null, 0, new CountDownLatch(0), held);
    }

    public static FetchedBatch streaming(Batch batch, InputStream stream, long size) {
        return new FetchedBatch(batch, Map.of(), stream, size, new CountDownLatch(1), 0);
    }

    public List<MessageInfo> present() {
        return stream != null
                ? batch.messages()
                : batch.messages().stream()
                        .filter(message -> texts.containsKey(message.uid()))
                        .toList();
    }

    public List<MessageInfo> vanished() {
        return stream != null
                ? List.of()
                : batch.messages().stream()
                        .filter(message -> !texts.containsKey(message.uid()))
                        .toList();
    }
}
