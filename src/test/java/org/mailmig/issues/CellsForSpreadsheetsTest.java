// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.text.Printable;
import org.mailmig.text.SpreadsheetText;

/** No cell that we write is a formula, whatever column separator the spreadsheet uses; no output moves the cursor. */
class CellsForSpreadsheetsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x;=1+1|x;'=1+1",
                "=1|'=1",
                "a; +1;-2|a; '+1;'-2",
                "x;\"=1|x;\"'=1",
                "anna@old.example|anna@old.example",
                "a-b=c|a-b=c",
                "x;\uFF1D1|x;'\uFF1D1",
                "'=1|''=1"
            })
    void aCellIsText(String cell, String safe) {
        assertThat(SpreadsheetText.safe(cell)).isEqualTo(safe);
    }

    @Test
    void tabsAndLineBreaksSeparateToo() {
        assertThat(SpreadsheetText.safe("x\t=1\n@2\r-3")).isEqualTo("x\t'=1\n'@2\r'-3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x;=1", "=1", "'=1", "'", "it's; 'so'", "''+1;-2", "plain", "a;\"@x"})
    void aControlFileThatWeWroteIsReadAgain(String cell) {
        assertThat(SpreadsheetText.plain(SpreadsheetText.safe(cell))).isEqualTo(cell);
    }

    @Test
    void noControlOrBidiCharacterIsLeft() {
        String hostile = "a\u001b[31m\u009b2J\u202eb\u2066\u2028c\r\nd\u200f";
        assertThat(Printable.of(hostile))
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
                .contains("[31m", "b", "c", "d");
        assertThat(Printable.json("{\"a\":\"\u00fc\u009b\u202e\"}")).isEqualTo("{\"a\":\"\u00fc\\u009B\\u202E\"}");
    }
}
