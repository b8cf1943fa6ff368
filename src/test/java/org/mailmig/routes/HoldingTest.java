// SPDX-License-Identifier: Apache-2.0
package org.mailmig.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.line.Feeder;

/** The step hold of the shipped account route, and what happens to accounts that are synced. */
class HoldingTest extends LineTestSupport {
    private final List<String> passed = new CopyOnWriteArrayList<>();

    private void watch(String... steps) {
        for (String step : steps) {
            mock(step).whenAnyExchangeReceived(exchange -> passed.add(step));
        }
    }

    /** A wave that holds, with the account anna. */
    private Wave held() {
        return ledger().waves()
                .begin(
                        "held.csv",
                        "held",
                        List.of(new NewAccount(row("anna", Mode.MERGE), null, null))
                                .iterator(),
                        true)
                .wave();
    }

    private Wave synced() {
        Wave wave = held();
        awaitSynced(wave);
        return wave;
    }

    private void awaitSynced(Wave wave) {
        await().atMost(PATIENCE).until(() -> state(wave, "anna").state() == AccountState.State.SYNCED);
    }

    private void complete(Wave wave) {
        assertThat(ledger().held().complete(wave.id(), Set.of())).isEqualTo(1);
    }

    private static Account body(Exchange exchange) {
        return exchange.getMessage().getBody(Account.class);
    }

    @Test
    void anAccountThatHoldsStopsBeforeTheClearUntilItIsCompleted() {
        watch("directory:stamp", "mailbox:merge", "mailbox:verify", "directory:clear");
        Wave wave = synced();
        assertThat(ledger().held().rests(wave.id())).isTrue();
        assertThat(passed).containsExactly("directory:stamp", "mailbox:merge", "mailbox:verify");

        assertThat(ledger().held().sync(wave.id(), Set.of("bert"))).isZero();
        complete(wave);
        ended(wave, "anna", Outcome.DONE, Step.REPORT);
        assertThat(passed).endsWith("mailbox:merge", "mailbox:verify", "directory:clear");
    }

    @Test
    void aFailedPassOfASyncedAccountStaysSynced() {
        Wave wave = synced();
        stops("mailbox:merge", new PermanentException("The target is full."));

        complete(wave);

        await().until(() -> state(wave, "anna").account().getResult().outcome == Outcome.FAILED);
        assertThat(state(wave, "anna").state()).isEqualTo(AccountState.State.SYNCED);
        assertThat(state(wave, "anna").account().getResult().reason).contains("full");
        assertThat(ledger().waves().find(wave.id()).orElseThrow().ended()).isNull();
    }

    @Test
    void aRefusalTakesNoForwarderOfASyncedAccountBack() {
        Wave wave = synced();
        stops("mailbox:merge", new RefusedException("The doveadm HTTP API does not answer."));

        assertThat(ledger().held().sync(wave.id(), Set.of())).isEqualTo(1);

        await().until(() -> state(wave, "anna").account().getResult().outcome != null);
        assertThat(state(wave, "anna").account().getResult().outcome).isEqualTo(Outcome.FAILED);
        assertThat(state(wave, "anna").state()).isEqualTo(AccountState.State.SYNCED);
        assertThat(mock("directory:unstamp").getReceivedCounter()).isZero();
    }

    /** The MTA's directory may show the forwarder longer than that of mailmig. */
    @Test
    void anAccountWhoseForwarderIsGoneIsNotSyncedAgainWhenItsClearFails() {
        mock("directory:stamp").whenAnyExchangeReceived(exchange -> {
            Account account = body(exchange);
            ledger().forwarders().intend(account, "uid=anna", "mailForwardingAddress", "anna@old.example", false);
            account.getResult().forwarder = ForwarderState.STAMPED;
        });
        mock("directory:clear").whenAnyExchangeReceived(exchange -> {
            Account account = body(exchange);
            ledger().forwarders().passedClear(account);
            account.getResult().forwarder = ForwarderState.CLEARED;
            throw new PermanentException("The MTA still shows it.", null, Outcome.PARTIAL);
        });
        Wave wave = synced();
        complete(wave);
        assertThat(ended(wave, "anna").getResult().outcome).isEqualTo(Outcome.PARTIAL);

        mock("directory:clear").whenAnyExchangeReceived(exchange -> passed.add("directory:clear"));
        assertThat(ledger().queue().retry(wave.id(), null)).isEqualTo(1);
        held(); // the same file again
        ended(wave, "anna", Outcome.DONE, Step.REPORT);
        assertThat(passed).contains("directory:clear");
    }

    @Test
    void theFaultsOfEarlierPassesDoNotCount() {
        AtomicInteger calls = new AtomicInteger();
        mock("mailbox:merge").whenAnyExchangeReceived(exchange -> {
            if (calls.incrementAndGet() % 2 == 1) {
                throw new TransientException("The line was cut.", null);
            }
        });
        Wave wave = synced();
        for (int pass = 2; pass <= 5; pass++) {
            int now = pass;
            assertThat(ledger().held().sync(wave.id(), Set.of())).isEqualTo(1);
            await().atMost(PATIENCE).until(() -> state(wave, "anna").account().getResult().progress.syncs == now);
            awaitSynced(wave);
        }
        assertThat(events(wave))
                .doesNotContain("failed")
                .filteredOn("synced"::equals)
                .hasSize(5);
    }

    @Test
    void theSameFileAgainTakesNoCompletionBack() throws Exception {
        Wave wave = synced();
        context.getRouteController().stopRoute("mailmig-account");
        complete(wave);
        assertThat(held().id()).isEqualTo(wave.id());
        context.getRouteController().startRoute("mailmig-account");

        ended(wave, "anna", Outcome.DONE, Step.REPORT);
    }

    @Test
    void aLeaseThatIsLostInAPassThatFailedIsLeftAlone() {
        Wave wave = synced();
        mock("mailbox:merge").whenAnyExchangeReceived(exchange -> {
            Account account = body(exchange);
            ledger().leases().release(account);
            account.setFence(-1);
            throw new PermanentException("The target is full.");
        });
        AtomicInteger dropped = new AtomicInteger();
        mock("directory:match").whenAnyExchangeReceived(exchange -> dropped.incrementAndGet());

        ledger().held().sync(wave.id(), Set.of());

        await().atMost(PATIENCE).until(() -> dropped.get() > 1);
        assertThat(events(wave)).doesNotContain("failed");
        assertThat(mock("mailbox:merge").getReceivedExchanges())
                .noneMatch(exchange -> exchange.getException() instanceof LeaseLostException);
    }

    @Test
    void aProcessThatEndsWithItsWaveLeavesDueAccountsAlone() {
        Wave wave = synced();
        Feeder feeder = context.getRegistry().lookupByNameAndType("mailmigFeeder", Feeder.class);
        feeder.leaveDue();
        ledger().held().completeAfter(wave.id(), Set.of(), Instant.now().minusSeconds(1));
        template.sendBody("direct:mailmig-feed", null);
        assertThat(state(wave, "anna").state()).isEqualTo(AccountState.State.SYNCED);

        await().atMost(PATIENCE).until(() -> ledger().held().resumeDue() == 1);
        ended(wave, "anna", Outcome.DONE, Step.REPORT);
    }
}
