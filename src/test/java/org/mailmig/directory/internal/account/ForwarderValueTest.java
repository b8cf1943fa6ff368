// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;

class ForwarderValueTest {
    @ParameterizedTest
    @CsvSource({
        "alice, , SMTP:alice@old.example",
        "alice@corp.example, , SMTP:alice@old.example",
        "CORP\\alice, , SMTP:alice@old.example",
        "alice, a.smith, SMTP:a.smith@old.example",
        "alice, a.smith@mail.old.example, SMTP:a.smith@mail.old.example",
        "a.b+c_d-e, , SMTP:a.b+c_d-e@old.example"
    })
    void theLocalPartComesFromTheColumnElseFromTheLogin(String user, String given, String expected) {
        assertThat(ForwarderValue.of(row(user, given), List.of("old.example", "mail.old.example"), "SMTP:%s")
                        .text())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"al ice", "a..b", ".a", "ümlaut", "a@b@c", "a@", "a@-old.example", "a)(b", "a,b", "a\u0000b"})
    void whatNoMtaCanForwardToIsRefusedWithItsLine(String given) {
        assertThatThrownBy(() -> ForwarderValue.of(row("alice", given), List.of("old.example"), "SMTP:%s"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("line 7")
                .hasMessageContaining("forward_address");
    }

    @Test
    void aForwarderThatLeadsBackToTheTargetIsRefused() {
        assertThatThrownBy(() -> ForwarderValue.of(row("alice", null), List.of("NEW.example"), "SMTP:%s"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("back to the target");
    }

    @Test
    void aFormatWithoutItsPlaceForTheAddressIsAFaultOfTheConfiguration() {
        assertThatThrownBy(() -> ForwarderValue.of(row("alice", null), List.of("old.example"), "SMTP:"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("mailmig.forwarder.format");
    }

    @ParameterizedTest
    @CsvSource({
        "SMTP:alice@old.example, true",
        "smtp:Alice@OLD.example, true",
        "alice@old.example, true",
        "SMTP:alice@elsewhere.example, false",
        "SMTP:malice@old.example, false"
    })
    void anotherPrefixAndCaseLeadToTheSameAddress(String held, boolean same) {
        ForwarderValue value = ForwarderValue.of(row("alice", null), List.of("old.example"), "SMTP:%s");
        assertThat(value.sameAddress(held)).isEqualTo(same);
    }

    static ControlRow row(String sourceUser, String forwardAddress) {
        return ControlRow.of(7, sourceUser, "alice", Mode.CLONE)
                .address("alice@new.example")
                .forwardAddress(forwardAddress)
                .build();
    }
}
