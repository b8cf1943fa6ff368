// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UidPlanTest {

    @Test
    void consecutiveUidsTravelTogetherWithoutAnything() {
        assertThat(UidPlan.filled(List.of(1L, 2L, 3L), 1, 100, 2_000))
                .isEqualTo(UidPlan.filled(List.of(1L, 2L, 3L), 1, 0, 2_000));
        assertThat(UidPlan.filled(List.of(1L, 2L, 3L), 1, 100, 2_000).messages())
                .isEqualTo(3);
    }

    @Test
    void shortGapsAreFilledBeforeAndBetween() {
        UidPlan stretch = UidPlan.filled(List.of(3L, 4L, 7L), 1, 100, 2_000);
        assertThat(stretch.messages()).isEqualTo(3);
        assertThat(stretch.raise()).isZero();
        assertThat(stretch.fill()).hasToString("1:2,5:6");
        assertThat(stretch.plan(List.of(3L, 4L, 7L))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void aLongGapIsJumpedAndEndsTheStretchBeforeIt() {
        List<Long> uids = List.of(1L, 2L, 500L, 501L);
        UidPlan before = UidPlan.filled(uids, 1, 100, 2_000);
        assertThat(before.messages()).isEqualTo(2);
        assertThat(before.fill().isEmpty()).isTrue();
        UidPlan behind = UidPlan.filled(uids.subList(2, 4), 3, 100, 2_000);
        assertThat(behind.raise()).isEqualTo(500);
        assertThat(behind.messages()).isEqualTo(2);
        assertThat(behind.plan(uids.subList(2, 4))).containsExactly(500L, 501L);
    }

    @Test
    void whereNothingMayBeFilledEachGapIsJumped() {
        UidPlan stretch = UidPlan.filled(List.of(2L, 4L), 1, 0, 2_000);
        assertThat(stretch.raise()).isEqualTo(2);
        assertThat(stretch.messages()).isEqualTo(1);
    }

    @Test
    void theFillingOfOneStepHasAnEnd() {
        List<Long> sparse =
                LongStream.rangeClosed(1, 500).map(i -> i * 100).boxed().toList();
        UidPlan stretch = UidPlan.filled(sparse, 1, 100, 2_000);
        assertThat(stretch.fill().size()).isLessThanOrEqualTo(2_000);
        assertThat(stretch.messages()).isEqualTo(20);
    }

    @Test
    void uidsThatAreGivenAlreadyOrPanicAServerAreLost() {
        assertThat(UidPlan.filled(List.of(3L, 5L, 9L), 6, 100, 2_000)).isEqualTo(UidPlan.plain(2));
        assertThat(UidPlan.filled(List.of(RequestedIds.FIRST_IMPOSSIBLE_UID), 6, 100, 2_000))
                .isEqualTo(UidPlan.plain(1));
        assertThat(UidPlan.filled(List.of(7L, RequestedIds.FIRST_IMPOSSIBLE_UID), 7, 100, 2_000)
                        .messages())
                .isEqualTo(1);
    }

    /** Else a stretch of no message would be asked for again and again. */
    @ParameterizedTest
    @ValueSource(longs = {2, 59, 60, 61, 99, 100, 101, 1_500, 5_000})
    void aFirstGapForWhichThereIsNoRoomIsJumped(long uid) {
        for (int most : new int[] {0, 1, 59, 60, 100}) {
            UidPlan stretch = UidPlan.filled(List.of(uid, uid + 1), 1, 2_000, most);
            assertThat(stretch.messages()).isEqualTo(2);
            long gap = uid - 1;
            assertThat(stretch.fill().size()).isEqualTo(gap <= most ? gap : 0);
            assertThat(stretch.raise()).isEqualTo(gap <= most ? 0 : uid);
        }
    }
}
