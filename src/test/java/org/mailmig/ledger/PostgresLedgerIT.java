// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.config.Secret;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.database.Sql;
import org.mailmig.ledger.tables.AccountLeases;
import org.mailmig.ledger.tables.AccountQueue;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.tables.Workers;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.WorkerId;
import org.mailmig.servers.Postgres;
import org.mailmig.servers.RealPostgres;
import org.mailmig.world.Hanging;

/** The ledger in PostgreSQL, which workers on several machines share. */
@RealPostgres
class PostgresLedgerIT extends LedgerContract {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private final String url = url(Postgres.shared());

    private static String url(Postgres postgres) {
        return postgres.newDatabase() + "?user=" + Postgres.USER + "&password="
                + URLEncoder.encode(Postgres.PASSWORD, StandardCharsets.UTF_8);
    }

    @Override
    String url() {
        return url;
    }

    private record Elsewhere(AccountQueue queue, AccountLeases leases) {}

    /** Another machine's view of the same ledger. */
    private static Elsewhere elsewhere(Database database, Duration clockAhead) {
        WorkerId holder = new WorkerId("elsewhere", 1, 2, "3");
        Workers workers =
                new Workers(database, holder, LEASE, () -> System.currentTimeMillis() + clockAhead.toMillis());
        workers.enter();
        return new Elsewhere(new AccountQueue(database, workers), new AccountLeases(database, workers));
    }

    @Test
    void aMachineWhoseClockIsAheadTakesNothingThatAnotherHolds() {
        Waves.Begun begun = begin("a.csv", "1", "alice");
        Account alice = take(begun, "alice");
        try (Database database = new Database(url, null, null)) {
            Elsewhere elsewhere = elsewhere(database, Duration.ofHours(1));
            assertThat(elsewhere.queue().enqueue(10)).isEmpty();
            assertThat(elsewhere.leases().take(begun.wave().id(), "alice")).isEmpty();
            ledger.leases().release(alice);
            assertThat(elsewhere.leases().take(begun.wave().id(), "alice")).isPresent();
        }
        assertThat(ledger.queue().enqueue(10)).as("nor does it hold for longer").isEmpty();
    }

    @Test
    void anAccountThatWaitsForItsTimeWaitsByTheServerSClock() {
        Waves.Begun begun = begin("a.csv", "1", "alice");
        Duration ahead = Duration.ofHours(1);
        try (Database database = new Database(url, null, null)) {
            Elsewhere elsewhere = elsewhere(database, ahead);
            Account alice = elsewhere.leases().take(begun.wave().id(), "alice").orElseThrow();
            elsewhere.leases().park(alice, Instant.now().plus(ahead).plusSeconds(30));
            assertThat(ledger.accounts().nextParked(begun.wave().id()).orElseThrow())
                    .isBetween(Instant.now().plusSeconds(20), Instant.now().plusSeconds(40));
        }
    }

    @Test
    void noWorkerTakesOverWhileAWriteThatSawItsLeaseHasNotEnded() throws Exception {
        Waves.Begun begun = begin("a.csv", "1", "alice");
        Account alice = take(begun, "alice");
        CompletableFuture<Optional<Account>> taken = new CompletableFuture<>();
        try (Database database = new Database(url, null, null);
                Database other = new Database(url, null, null)) {
            WorkerId self = WorkerId.here("stands still");
            Workers stale = new Workers(database, self, LEASE, System::currentTimeMillis);
            sql("update mailbox set holder = ?, leased_until = 0", self.toString());
            Elsewhere elsewhere = elsewhere(other, Duration.ZERO);
            database.tx(connection -> {
                stale.check(connection, alice);
                CompletableFuture.runAsync(() ->
                        taken.complete(elsewhere.leases().take(begun.wave().id(), "alice")));
                assertThatThrownBy(() -> taken.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
                return Sql.update(connection, "update account set attempts = 7");
            });
            assertThat(taken.get(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS)).isPresent();
            assertThatThrownBy(() -> database.tx(connection -> {
                        stale.check(connection, alice);
                        return null;
                    }))
                    .isInstanceOf(LeaseLostException.class);
        }
        assertThat(ledger.accounts().list(begun.wave().id()).get(0).attempts()).isEqualTo(8);
    }

    @Test
    void rowPasswordsNeedAKeyThatAllMachinesHave() {
        assertThatThrownBy(() -> beginWithPassword(ledger, "alice", "pw"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("mailmig.ledger.key");
        assertThat(ledger.waves().list()).isEmpty();
        try (Ledger keyed = Ledger.open(url, KEY);
                Ledger other = Ledger.open(url, KEY)) {
            Waves.Begun begun = beginWithPassword(keyed, "alice", "pw");
            Account alice = other.leases().take(begun.wave().id(), "alice").orElseThrow();
            assertThat(other.accounts().sourcePassword(alice)).contains(Secret.of("pw"));
        }
    }

    @Test
    void commitsAreDurableWhateverTheServerIsSetToAndASilentTransactionEnds() {
        try (Database database = new Database(url + "&options=-csynchronous_commit=off", null, null)) {
            assertThat(setting(database, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(database, "idle_in_transaction_session_timeout")).isEqualTo("1min");
        }
    }

    private static String setting(Database database, String name) {
        return database.tx(connection -> Sql.first(connection, row -> row.getString(1), "show " + name))
                .orElseThrow();
    }

    @Test
    void aServerThatWasRestartedIsAFaultThatPassesAndHasAllThatWasCommitted() {
        Postgres own = Postgres.startOwn();
        try (Ledger ledger = Ledger.open(url(own), null)) {
            ledger.events().add("wave", null, EventKind.WARNING, "before");
            own.stop();
            assertThatThrownBy(() -> ledger.events().add("wave", null, EventKind.WARNING, "meanwhile"))
                    .isInstanceOf(TransientException.class)
                    .hasMessageNotContaining("pw")
                    .hasMessageStartingWith("The ledger did not answer");
            own.start();
            ledger.events().add("wave", null, EventKind.WARNING, "after");
            assertThat(ledger.events().list("wave", 0, 10))
                    .extracting(Event::text)
                    .containsExactly("before", "after");
        } finally {
            own.stop();
        }
    }

    @Test
    void aServerThatIsNotThereOrRefusesTheLoginIsNamedWithoutItsPassword() {
        assertThatThrownBy(() -> Ledger.open(url.replaceAll("password=.*", "password=wrong+pw"), null))
                .isInstanceOf(PermanentException.class)
                .hasMessageMatching(
                        "The ledger jdbc:postgresql://127.0.0.1:\\d+/\\w+ cannot be opened: .*password authentication failed.*")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void severalMayMakeItAtOnce() throws Exception {
        String fresh = url(Postgres.shared());
        together(() -> openedAndClosed(fresh), () -> openedAndClosed(fresh));
    }

    private static Void openedAndClosed(String url) {
        Ledger.open(url, null).close();
        return null;
    }
}
