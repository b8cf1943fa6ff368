// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwitchesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/c:wave.csv                                  | run --mode=merge --control=wave.csv",
                "/m /c:wave.csv                               | run --mode=clone --control=wave.csv",
                "/C:wave.csv /M /S                            | run --mode=clone --control=wave.csv --quiet",
                "/c:/tmp/a:b.csv                              | run --mode=merge --control=/tmp/a:b.csv",
                "/m /c:c.csv /d:old.example /a:adm /p:* /s /f:l.txt | run --mode=clone --control=c.csv --domain=old.example"
                        + " --admin-user=adm --ask-password --quiet --log=l.txt",
                "/c:c.csv /a:OLD\\adm /p:se:cret               | run --mode=merge --control=c.csv --admin-user=OLD\\adm"
                        + " --admin-password=se:cret",
                "/?                                           | --help",
                "/H                                           | --help",
                "/c:wave.csv /help                            | --help",
                "run -c wave.csv                              | run -c wave.csv",
            })
    void mailmigsSwitchesBecomeWordsOfRun(String given, String expected) throws Exception {
        assertThat(Switches.translate(List.of(given.split(" ")))).containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "/m", "/c:", "/c", "/m:yes /c:f", "/c:f /s:1", "/c:f stray"})
    void whatIsNotASwitchIsAUsageError(String given) {
        assertThatThrownBy(() -> Switches.translate(List.of(given.split(" "))))
                .isInstanceOf(Switches.UsageException.class);
    }

    @Test
    void anErrorNeverShowsAValue() {
        assertThatThrownBy(() -> Switches.translate(List.of("/c:f", "/pw:hidden-word")))
                .hasMessageContaining("/pw")
                .hasMessageNotContaining("hidden-word");
    }
}
