// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UidSetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1|1", "3,1,2|1:3", "5:3|3:5", "1:4,2:3,9|1:4,9", "4294967295|4294967295", "1,3,5|1,3,5", "''|''"})
    void isWrittenInItsShortestForm(String text, String shortest) {
        assertThat(UidSet.parse(text)).hasToString(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1:*", "a", "1,,2", "1:", ":1", "-1", "1 2", "99999999999999999999"})
    void whatIsNoSetIsRefused(String text) {
        assertThatThrownBy(() -> UidSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @RepeatedTest(50)
    void behavesLikeASetOfNumbers(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        TreeSet<Long> a = numbers(random);
        TreeSet<Long> b = numbers(random);
        UidSet mine = UidSet.of(a);
        UidSet theirs = UidSet.of(b);
        TreeSet<Long> all = new TreeSet<>(a);
        all.addAll(b);
        TreeSet<Long> rest = new TreeSet<>(a);
        rest.removeAll(b);
        TreeSet<Long> common = new TreeSet<>(a);
        common.retainAll(b);

        assertThat(mine.plus(theirs)).isEqualTo(UidSet.of(all));
        assertThat(mine.minus(theirs)).isEqualTo(UidSet.of(rest));
        assertThat(mine.and(theirs)).isEqualTo(UidSet.of(common));
        assertThat(mine.stream().boxed()).containsExactlyElementsOf(a);
        assertThat(mine.size()).isEqualTo(a.size());
        for (long uid = 1; uid < 110; uid++) {
            assertThat(mine.contains(uid)).isEqualTo(a.contains(uid));
        }
        UidSet joined = UidSet.empty();
        for (UidSet piece : mine.pieces(12)) {
            assertThat(piece.toString()).hasSizeLessThanOrEqualTo(12);
            joined = joined.plus(piece);
        }
        assertThat(joined).isEqualTo(mine);
    }

    private static TreeSet<Long> numbers(Random random) {
        int density = 1 + random.nextInt(10);
        return random.longs(random.nextInt(60), 1, 10L * density)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void endsAreItsSmallestAndLargest() {
        assertThat(UidSet.of(List.of(9L, 4L, 5L)).first()).isEqualTo(4);
        assertThat(UidSet.of(List.of(9L, 4L, 5L)).last()).isEqualTo(9);
    }
}
