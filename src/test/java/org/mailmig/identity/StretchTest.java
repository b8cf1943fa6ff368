// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StretchTest {
    @Test
    void consecutiveUidsTravelTogetherWithoutAnything() {
        assertThat(Stretch.filled(List.of(1L, 2L, 3L), 1, 100, 2_000))
                .isEqualTo(Stretch.filled(List.of(1L, 2L, 3L), 1, 0, 2_000));
        assertThat(Stretch.filled(List.of(1L, 2L, 3L), 1, 100, 2_000).messages())
                .isEqualTo(3);
    }

    @Test
    void shortGapsAreFilledBeforeAndBetween() {
        Stretch stretch = Stretch.filled(List.of(3L, 4L, 7L), 1, 100, 2_000);
        assertThat(stretch.messages()).isEqualTo(3);
        assertThat(stretch.raise()).isZero();
        assertThat(stretch.fill()).hasToString("1:2,5:6");
        assertThat(stretch.plan(List.of(3L, 4L, 7L))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void aLongGapIsJumpedAndEndsTheStretchBeforeIt() {
        List<Long> uids = List.of(1L, 2L, 500L, 501L);
        Stretch before = Stretch.filled(uids, 1, 100, 2_000);
        assertThat(before.messages()).isEqualTo(2);
        assertThat(before.fill().isEmpty()).isTrue();
        Stretch behind = Stretch.filled(uids.subList(2, 4), 3, 100, 2_000);
        assertThat(behind.raise()).isEqualTo(500);
        assertThat(behind.messages()).isEqualTo(2);
        assertThat(behind.plan(uids.subList(2, 4))).containsExactly(500L, 501L);
    }

    @Test
    void whereNothingMayBeFilledEachGapIsJumped() {
        Stretch stretch = Stretch.filled(List.of(2L, 4L), 1, 0, 2_000);
        assertThat(stretch.raise()).isEqualTo(2);
        assertThat(stretch.messages()).isEqualTo(1);
    }

    @Test
    void theFillingOfOneStepHasAnEnd() {
        List<Long> sparse =
                LongStream.rangeClosed(1, 500).map(i -> i * 100).boxed().toList();
        Stretch stretch = Stretch.filled(sparse, 1, 100, 2_000);
        assertThat(stretch.fill().size()).isLessThanOrEqualTo(2_000);
        assertThat(stretch.messages()).isEqualTo(20);
    }

    @Test
    void uidsThatAreGivenAlreadyOrPanicAServerAreLost() {
        assertThat(Stretch.filled(List.of(3L, 5L, 9L), 6, 100, 2_000)).isEqualTo(Stretch.plain(2));
        assertThat(Stretch.filled(List.of(Wanted.FIRST_IMPOSSIBLE_UID), 6, 100, 2_000))
                .isEqualTo(Stretch.plain(1));
        assertThat(Stretch.filled(List.of(7L, Wanted.FIRST_IMPOSSIBLE_UID), 7, 100, 2_000)
                        .messages())
                .isEqualTo(1);
    }
}
