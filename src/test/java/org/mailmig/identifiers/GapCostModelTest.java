// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GapCostModelTest {
    private final GapCostModel costs = new GapCostModel();

    @Test
    void whereAPlaceholderIsCheapLongGapsAreFilled() {
        assertThat(costs.longest()).isEqualTo(GapCostModel.FIRST_LONGEST);
        costs.jumped(25);
        costs.appended(1_000, 100, 55); // 0.05 ms each
        assertThat(costs.longest()).isBetween(350L, 420L);
        assertThat(costs.most()).isGreaterThan(1_000);
    }

    @Test
    void whereEachIsAFileOnlyShortGapsAreFilled() {
        costs.jumped(25);
        costs.appended(1_000, 100, 2_200); // 2 ms each
        assertThat(costs.longest()).isBetween(5L, 20L);
    }

    @Test
    void whereALineIsLongOrRequestsAreFastItFollows() {
        costs.appended(1_000, 0, 50);
        costs.jumped(5);
        long fast = costs.longest();
        costs.jumped(200);
        costs.jumped(200);
        assertThat(costs.longest()).isGreaterThan(10 * fast).isLessThanOrEqualTo(GapCostModel.LONGEST);
    }

    @Test
    void whatAnAppendTakesByItselfIsPartOfAJump() {
        costs.appended(1_000, 0, 1_000);
        costs.jumped(20);
        long alone = costs.longest();
        costs.appended(0, 5, 45);
        assertThat(costs.longest()).isBetween(3 * alone - 2, 3 * alone + 2);
    }

    /** Else gaps that are all longer than what is filled at first would be jumped for ever. */
    @Test
    void afterSomeJumpsALongGapIsFilledToSeeWhatItTakes() {
        costs.jumped(25);
        costs.jumped(25);
        assertThat(costs.longest()).isEqualTo(GapCostModel.FIRST_LONGEST);
        costs.jumped(25);
        assertThat(costs.longest()).isEqualTo(costs.most());
        costs.appended(800, 7, 1_600);
        assertThat(costs.longest()).isLessThan(20);
    }

    @Test
    void anAppendThatIsMostlyMailIsNotMeasured() {
        costs.jumped(25);
        costs.appended(200, 300, 5_000);
        costs.appended(20, 1, 5_000);
        assertThat(costs.longest()).isEqualTo(GapCostModel.FIRST_LONGEST);
    }
}
