// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.report.TextReport;
import org.mailmig.report.WaveReport;

/** What many accounts of a wave have in common is reported once, with a count in the headline. */
class WhatAccountsHaveInCommonTest {
    private static AccountState account(String name, Outcome outcome, String reason, List<String> notes) {
        Account account = new Account("pilot-1", name);
        account.setRow(ControlRow.of(2, name, name, Mode.CLONE)
                .address(name + "@new.example")
                .build());
        AccountResult result = new AccountResult();
        result.outcome = outcome;
        result.reason = reason;
        result.notes = notes;
        account.setResult(result);
        return new AccountState(account, AccountState.State.ENDED, 1, null, null);
    }

    private static String report(Stream<AccountState> accounts) {
        StringWriter text = new StringWriter();
        Instant began = Instant.parse("2026-11-23T10:00:00Z");
        TextReport.write(
                new WaveReport(
                        new Wave("pilot-1", "pilot.csv", "00", began, began.plusSeconds(1), Outcome.REFUSED),
                        accounts.collect(Collectors.toList())),
                text,
                Integer.MAX_VALUE);
        return text.toString();
    }

    @Test
    void aThousandEmptyMailboxesGiveALineEach() {
        List<String> notes = List.of("SAVEDATE is not kept", "no ACL at the source", "no Sieve scripts");
        String text = report(IntStream.range(0, 1_000).mapToObj(i -> account("user" + i, Outcome.DONE, null, notes)));

        assertThat(text.lines().count()).isLessThan(1_010);
        assertThat(text).contains("Wave pilot-1: 1000 of 1000 DONE.", "note, all 1000 accounts: SAVEDATE is not kept");
    }

    @Test
    void failuresAreGroupedByReasonWithACount() {
        String text = report(Stream.of(
                account("anna", Outcome.REFUSED, "account anna: the target anna@new.example is in use", List.of()),
                account("bert", Outcome.REFUSED, "account bert: the target bert@new.example is in use", List.of("odd")),
                account("carl", Outcome.FAILED, "account carl: no login", List.of()),
                account("dora", Outcome.DONE, null, List.of())));

        assertThat(text)
                .contains(
                        "Wave pilot-1: 1 of 4 DONE, 2 refused, 1 failed.",
                        "REFUSED, 2 of 4 accounts (anna, bert): account ...: the target ... is in use",
                        "why: account carl: no login",
                        "note: odd")
                .doesNotContain("why: account anna");
    }
}
