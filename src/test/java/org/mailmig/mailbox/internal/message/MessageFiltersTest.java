// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.ControlRow;
import org.mailmig.Mode;

class MessageFiltersTest {
    @ParameterizedTest
    @CsvSource({
        "Newsletter, Newsletter of May, true",
        "Newsletter, AW: Re[2]: newsletter, true",
        "re: Newsletter, Newsletter, true",
        "Newsletter, My newsletter, false",
        "Re:, Lunch, false",
        "Re:, Re: Fwd:, true",
        "Fwd:, '', true"
    })
    void aSubjectIsListedByItsBeginningWithoutMarks(String listed, String subject, boolean isListed) {
        ControlRow row =
                ControlRow.of(2, "a", "b", Mode.MERGE).subjects(List.of(listed)).build();
        assertThat(MessageFilters.isListed(row, subject)).isEqualTo(isListed);
    }
}
