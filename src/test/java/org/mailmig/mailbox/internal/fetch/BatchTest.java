// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;

class BatchTest {
    @Test
    void batchesAreBoundedByCountAndByBytesAndKeepTheOrder() {
        List<Batch> batches = Batch.cut(LongStream.rangeClosed(1, 1000)
                .mapToObj(uid -> message(uid, uid % 2 == 0 ? 100 : 20_000))
                .toList());
        assertThat(batches).allSatisfy(batch -> {
            assertThat(batch.messages()).hasSizeLessThanOrEqualTo(Batch.MOST_MESSAGES);
            assertThat(batch.bytes()).isLessThanOrEqualTo(Batch.MOST_BYTES);
        });
        assertThat(batches.stream().flatMap(batch -> batch.messages().stream()).map(MessageInfo::uid))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1000).boxed().toList());
    }

    @Test
    void smallOnesGoFiveHundredAtATimeAndLargerOnesAsManyAsFit() {
        assertThat(Batch.cut(LongStream.rangeClosed(1, 1_001)
                        .mapToObj(uid -> message(uid, 1))
                        .toList()))
                .extracting(batch -> batch.messages().size())
                .containsExactly(500, 500, 1);
        assertThat(Batch.cut(LongStream.rangeClosed(1, 5)
                        .mapToObj(uid -> message(uid, Batch.MOST_BYTES / 2))
                        .toList()))
                .extracting(batch -> batch.messages().size())
                .containsExactly(2, 2, 1);
    }

    @Test
    void aMessageTooLargeToBeHeldTravelsAloneAndStreamed() {
        List<Batch> batches = Batch.cut(List.of(message(1, 10), message(2, Batch.MOST_BYTES + 1), message(3, 10)));
        assertThat(batches).extracting(Batch::streamed).containsExactly(false, true, false);
        assertThat(batches.get(1).messages()).extracting(MessageInfo::uid).containsExactly(2L);
    }

    private static MessageInfo message(long uid, long size) {
        return new MessageInfo(uid, Flags.NONE, null, size, 0);
    }
}
