// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.ControlRow;
import org.mailmig.control.IntakeWorld;
import org.mailmig.control.ValidationResult;
import org.mailmig.ledger.wave.NewAccount;

/** The columns that leave messages out or lead folders elsewhere. */
class RowFiltersTest {
    @TempDir
    static Path dir;

    static IntakeWorld world;

    @BeforeAll
    static void open() throws Exception {
        world = new IntakeWorld(dir);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void allOfThemAreUnderstood() throws Exception {
        ValidationResult checked = world.check(
                """
                source_user,mode,since,until,size_min,size_max,subjects,folder_map
                anna,merge,2020-02-01,2020-02-29,500,20M,Newsletter; Out of office,inbox -> Old/In; Sent Items->Old/Sent
                bert,merge,2020-02-01T12:00:00+01:00,,,1k,,
                """);

        assertThat(checked.errors()).isEmpty();
        List<ControlRow> rows = checked.accounts().stream().map(NewAccount::row).toList();
        ControlRow anna = rows.get(0);
        assertThat(anna.since()).isEqualTo(Instant.parse("2020-02-01T00:00:00Z"));
        assertThat(anna.until()).isEqualTo(Instant.parse("2020-02-29T23:59:59.999Z"));
        assertThat(anna.sizeMin()).isEqualTo(500);
        assertThat(anna.sizeMax()).isEqualTo(20_000_000);
        assertThat(anna.subjects()).containsExactly("Newsletter", "Out of office");
        assertThat(anna.folderMap()).isEqualTo(Map.of("INBOX", "Old/In", "Sent Items", "Old/Sent"));
        assertThat(rows.get(1).since()).isEqualTo(Instant.parse("2020-02-01T11:00:00Z"));
        assertThat(rows.get(1).sizeMax()).isEqualTo(1_000);
        assertThat(rows.get(1).folderMap()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode,since|merge,31.1.2020|not a valid date",
                "mode,until|merge,2020-02-30|not a valid date",
                "mode,size_max|merge,20 MiB|not a valid size",
                "mode,folder_map|merge,A = B|is not a folder mapping",
                "mode,folder_map|merge,A->B;A->C|is here twice",
                "mode,since,until|merge,2020-02-02,2020-02-01|before since",
                "mode,size_min,size_max|merge,2k,1k|less than size_min",
                "mode,size_max|clone,1k|a clone copies everything",
                "mode,since|clone,2024-01-01|a clone copies everything"
            })
    void whatIsWrongIsSaid(String columns, String values, String error) throws Exception {
        ValidationResult checked = world.check("source_user," + columns + "\nanna," + values + "\n");
        assertThat(checked.errors()).singleElement().asString().contains(error);
    }
}
