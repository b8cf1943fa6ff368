// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;

/** Ledgers outlive the program that made them. */
class LedgerSchemaTest {
    private static final int OPENERS = 6;

    /** Ours, and two versions after it, the second of which builds on the first. */
    private static final LedgerSchema LATER = with(
            "create table if not exists note (wave varchar(200), text varchar(20));"
                    + "insert into note select id, 'second' from wave;",
            "alter table note add column if not exists third varchar(20); update note set third = text || ', third';");

    @TempDir
    Path dir;

    private static LedgerSchema with(String... more) {
        List<String> scripts = new ArrayList<>(LedgerSchema.ours().scripts());
        scripts.addAll(List.of(more));
        return new LedgerSchema(scripts);
    }

    private String url() {
        return "jdbc:h2:file:" + dir.resolve("ledger");
    }

    private void ledgerOfToday() {
        try (Ledger ledger = Ledger.open(url(), null)) {
            ledger.waves()
                    .begin(
                            "a.csv",
                            "1",
                            List.of(new NewAccount(
                                            ControlRow.of(2, "alice", "alice", Mode.CLONE)
                                                    .build(),
                                            null,
                                            null))
                                    .iterator());
        }
    }

    private List<String> notes() {
        try (Database database = new Database(url(), null, null, LATER)) {
            return database.tx(connection -> Sql.query(
                    connection,
                    row -> row.getString(1),
                    "select n.wave || ': ' || third || ', ' || account from note n join account a on a.wave = n.wave"));
        }
    }

    @Test
    void aLedgerOfTodayOpensUnderLaterVersionsWithAllThatItHeldAndEachScriptRunsOnceInOrder() {
        ledgerOfToday();
        assertThat(notes()).containsExactly("a-1: second, third, alice");
        assertThat(notes()).containsExactly("a-1: second, third, alice");
    }

    @Test
    void aLedgerOfANewerProgramIsRefusedInOneSentenceAndLeftAsItIs() {
        ledgerOfToday();
        notes();
        assertThatThrownBy(() -> Ledger.open(url(), null))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("ledger")
                .hasMessageEndingWith("was written by a newer mailmig: use that version.");
        assertThat(notes()).hasSize(1);
    }

    @Test
    void aScriptThatWasCutAfterAnyStatementIsRunAgain() throws SQLException {
        List<String> statements = new ArrayList<>();
        for (int version = 1; version <= LedgerSchema.ours().scripts().size(); version++) {
            statements.addAll(LedgerSchema.ours().statements(version));
        }
        assertThat(statements).hasSizeGreaterThan(10);
        for (int done = 1; done <= statements.size(); done++) {
            String url = "jdbc:h2:mem:cut" + done;
            try (Connection dead = DriverManager.getConnection(url + ";DB_CLOSE_DELAY=-1", "", "");
                    Statement statement = dead.createStatement()) {
                for (String sql : statements.subList(0, done)) {
                    statement.execute(sql);
                }
                try (Ledger ledger = Ledger.open(url, null)) {
                    assertThat(ledger.waves().list())
                            .describedAs("cut after %s", done)
                            .isEmpty();
                }
                statement.execute("shutdown");
            }
        }
    }

    @Test
    void aLedgerOfVersion1IsBroughtUpToDateWithAllThatItHeld() {
        try (Database old = new Database(
                url(),
                null,
                null,
                new LedgerSchema(LedgerSchema.ours().scripts().subList(0, 1)))) {
            old.tx(connection -> Sql.update(
                    connection, "insert into wave (id, name, sha256, began) values ('a-1', 'a.csv', '1', 0)"));
        }
        try (Ledger ledger = Ledger.open(url(), null)) {
            assertThat(ledger.waves().list()).extracting(Wave::id).containsExactly("a-1");
            assertThat(ledger.queue().enqueue(10)).isEmpty();
        }
    }

    /** No connection waits for a lock for the 20 s of H2: a script that alters a table would lock the others out. */
    @Test
    @Timeout(19)
    void aNewLedgerMayBeOpenedBySeveralAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(OPENERS);
        CountDownLatch all = new CountDownLatch(OPENERS);
        List<Future<Integer>> opened = new ArrayList<>();
        for (int i = 0; i < OPENERS; i++) {
            opened.add(threads.submit(() -> {
                all.countDown();
                all.await();
                try (Ledger ledger = Ledger.open(url(), null)) {
                    return ledger.waves().list().size();
                }
            }));
        }
        for (Future<Integer> each : opened) {
            assertThat(each.get()).isZero();
        }
        threads.shutdown();
    }

    @Test
    void everyScriptThereIsRun() {
        int newest = LedgerSchema.ours().scripts().size();
        assertThat(LedgerSchema.class.getResource("/org/mailmig/ledger/V" + newest + ".sql"))
                .isNotNull();
        assertThat(LedgerSchema.class.getResource("/org/mailmig/ledger/V" + (newest + 1) + ".sql"))
                .isNull();
    }
}
