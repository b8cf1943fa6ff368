// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.config.Secret;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.database.Sql;
import org.mailmig.ledger.internal.rows.QueueCandidate;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.world.FileModes;

/** The ledger in a file of H2. */
class LedgerTest extends LedgerContract {
    @TempDir
    Path dir;

    @Override
    String url() {
        return "jdbc:h2:file:" + dir.resolve("ledger");
    }

    @Test
    void noOtherUserReadsTheLedgersFiles() {
        assertThat(dir.resolve("ledger.mv.db")).isNotEmptyFile();
        assertThat(FileModes.openToOthers(dir)).isEmpty();
    }

    @Test
    void whatOnlyAnotherLivingProcessCanLogInToIsLeftToIt() {
        Waves.Begun begun = ledger.waves()
                .begin(
                        "a.csv",
                        "1",
                        List.of(
                                        new NewAccount(row("alice"), Secret.of("pw"), null),
                                        new NewAccount(row("bob"), null, null))
                                .iterator());
        try (Ledger other = Ledger.open(url(), null)) {
            assertThat(other.queue().enqueue(10))
                    .extracting(Account::getAccount)
                    .containsExactly("bob");
            assertThat(other.leases().take(begun.wave().id(), "alice")).isEmpty();
        }
        assertThat(ledger.queue().enqueue(10)).extracting(Account::getAccount).containsExactly("alice");
        assertThat(ledger.accounts().sourcePassword(take(begun, "alice"))).isPresent();
    }

    @Test
    void theFeederReadsALargeWaveByItsIndex() {
        try (Database database = new Database("jdbc:h2:mem:plan", null, null)) {
            String plan = database.tx(connection -> Sql.first(
                            connection,
                            row -> row.getString(1),
                            "explain " + QueueCandidate.WAITING + 10,
                            0L,
                            "nobody"))
                    .orElseThrow();
            assertThat(plan).contains("ACCOUNT_STATE: STATE = 'WAITING'").contains("index sorted");
        }
    }

    @Test
    void withoutAKeyARowPasswordIsSealedWithOneThatEndsWithTheProcess() throws Exception {
        Waves.Begun begun = beginWithPassword(ledger, "alice", "pw-alice");
        Account alice = new Account(begun.wave().id(), "alice");
        assertThat(ledger.accounts().sourcePassword(alice)).contains(Secret.of("pw-alice"));
        ledger.close();
        open();
        assertThatThrownBy(() -> ledger.accounts().sourcePassword(alice))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("drop the control file again");
    }

    @Test
    void rowPasswordsAreSealedWithAKeyAndForgottenWithoutOne() {
        ControlRow row = row("alice");
        String url = "jdbc:h2:file:" + dir.resolve("sealed");
        Account alice = new Account("s-1", "alice");
        try (Ledger sealed = Ledger.open(url, Secret.of("key"))) {
            sealed.waves()
                    .begin(
                            "s.csv",
                            "9",
                            Stream.of(new NewAccount(row, Secret.of("pw-alice"), null))
                                    .iterator());
        }
        try (Ledger sealed = Ledger.open(url, Secret.of("key"))) {
            assertThat(sealed.accounts().sourcePassword(alice)).contains(Secret.of("pw-alice"));
            assertThat(sealed.accounts().targetPassword(alice)).isEmpty();
        }
        try (Ledger wrong = Ledger.open(url, Secret.of("other"))) {
            assertThatThrownBy(() -> wrong.accounts().sourcePassword(alice)).hasMessageContaining("mailmig.ledger.key");
        }
        assertThat(dir.toFile().listFiles())
                .allSatisfy(file -> assertThat(java.nio.file.Files.readAllBytes(file.toPath()))
                        .asString(java.nio.charset.StandardCharsets.ISO_8859_1)
                        .doesNotContain("pw-alice"));
    }

    /** Other writers waited for ever, while their heartbeat continued. */
    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anErrorInASharedWriteReachesItsCallerAndTheNextWriteSucceeds() {
        try (Database database = new Database("jdbc:h2:mem:error", null, null)) {
            assertThatThrownBy(() -> database.together(connection -> {
                        Sql.update(connection, "insert into wave (id, name, sha256, began) values ('a', 'a', '', 0)");
                        throw new StackOverflowError("deep");
                    }))
                    .hasRootCauseInstanceOf(StackOverflowError.class);
            long waves = database.together(
                            connection -> Sql.first(connection, row -> row.getLong(1), "select count(*) from wave"))
                    .orElseThrow();
            assertThat(waves).as("taken back").isZero();
        }
    }
}
