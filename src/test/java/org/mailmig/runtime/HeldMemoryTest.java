// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;

/** A large account failed permanently because of memory that other accounts held at that moment. */
class HeldMemoryTest {
    private final HeldMemoryBudget budget = new HeldMemoryBudget(100);

    private static void waits(HeldMemory memory, long bytes) {
        TransientException refusal = catchThrowableOfType(TransientException.class, () -> memory.hold(bytes));
        assertThat(refusal).isNotNull();
        assertThat(refusal.notBefore()).as("uses up no attempt").isNotNull();
    }

    @Test
    void whatAloneNeedsMoreIsRefused() {
        HeldMemory one = budget.begin("one");
        one.hold(100);
        assertThatThrownBy(() -> one.hold(1))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("one");
        budget.begin("other").hold(100);
    }

    @Test
    void whatIsTooMuchOnlyTogetherWithOthersWaits() {
        HeldMemory large = budget.begin("large");
        HeldMemory other = budget.begin("other");
        other.hold(30);
        large.hold(70);
        waits(large, 5);
        large.close();
        other.close();
        budget.begin("large").hold(95);
    }

    @Test
    void theSmallOneContinuesWhileTheLargestHasToWait() {
        HeldMemory large = budget.begin("large");
        HeldMemory small = budget.begin("small");
        large.hold(95);
        small.hold(10);
        waits(large, 1);
        small.hold(80);
    }

    /** Two that are too large together: the one that had to wait is not the one that waits again. */
    @Test
    void whatHadToWaitGetsItsTurn() {
        HeldMemory first = budget.begin("first");
        HeldMemory second = budget.begin("second");
        second.hold(40);
        first.hold(60);
        waits(first, 1);
        first.close();
        HeldMemory again = budget.begin("first");
        again.hold(50);
        second.hold(5);
        again.hold(10);
        assertThatThrownBy(() -> second.hold(1)).isInstanceOf(TransientException.class);
        again.hold(40);
    }

    /** Lists of a server without end: each is refused in its turn, however many there are. */
    @Test
    void severalWithoutEndAreRefusedOneByOne() {
        int refused = 0;
        HeldMemory[] memories = new HeldMemory[4];
        for (int i = 0; i < memories.length; i++) {
            memories[i] = budget.begin("endless " + i);
        }
        for (int round = 0; round < 1000 && refused < memories.length; round++) {
            for (int i = 0; i < memories.length; i++) {
                try {
                    if (memories[i] != null) {
                        memories[i].hold(7);
                    }
                } catch (TransientException e) {
                    memories[i].close();
                    memories[i] = budget.begin("endless " + i);
                } catch (PermanentException e) {
                    memories[i].close();
                    memories[i] = null;
                    refused++;
                }
            }
        }
        assertThat(refused).isEqualTo(memories.length);
        budget.begin("honest").hold(100);
    }

    @Test
    void whatIsDroppedIsFree() {
        HeldMemory one = budget.begin("one");
        one.hold(90);
        one.free(80);
        budget.begin("other").hold(90);
        one.free(1000);
        one.hold(10);
    }

    /** It does not learn of the refusal before it needs more, for example while it copies a large folder. */
    @Test
    void whatIsRefusedAndStillHoldsItsMemoryIsCounted() {
        HeldMemory large = budget.begin("large");
        HeldMemory small = budget.begin("small");
        large.hold(95);
        small.hold(55);
        waits(small, 1);
        small.close();
        waits(budget.begin("third"), 60);
        large.close();
        budget.begin("third").hold(100);
    }

    @Test
    void othersGoOnAsFarAsItReleases() {
        HeldMemory large = budget.begin("large");
        HeldMemory small = budget.begin("small");
        large.hold(95);
        small.hold(55);
        large.free(40);
        small.hold(40);
        waits(small, 1);
    }

    @Test
    void aRefusalThatCameTooLateHasNoEffect() {
        HeldMemory large = budget.begin("large");
        HeldMemory small = budget.begin("small");
        large.hold(95);
        small.hold(10);
        large.release();
        large.hold(80);
        large.hold(20); // it had to wait once: now it is the other's turn
        waits(small, 1);
    }
}
