// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailmig.directory.DirectoryWorld.ALICE;
import static org.mailmig.directory.DirectoryWorld.BOB;
import static org.mailmig.directory.DirectoryWorld.CAROL;

import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Account;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.Step;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.LineWorld;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.AccountState;

/** The stamp, with everything that a directory, an administrator and a dying process do to it. */
class ForwarderStampTest {
    private static final String OURS = "SMTP:alice@old.example";
    private DirectoryWorld world;
    private LineWorld line;

    @BeforeEach
    void open() throws Exception {
        world = new DirectoryWorld();
        line = new LineWorld(world.context);
    }

    @AfterEach
    void close() throws Exception {
        line.close();
        world.close();
    }

    @Test
    void a_stamp_stands_in_the_directory_and_in_the_ledger_and_the_clear_takes_it_away() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(line.stamp(alice)).satisfies(stamp -> {
            assertThat(stamp.state()).isEqualTo(ForwarderRecord.State.STANDING);
            assertThat(stamp.dn()).isEqualTo(ALICE);
            assertThat(stamp.value()).isEqualTo(OURS);
        });
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.STAMPED);
        assertThat(alice.getStep()).isEqualTo(Step.COPY);
        assertThat(line.events()).contains("stamped");

        alice.setStep(Step.CLEAR);
        line.run("clear", alice);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.CLEARED);
        assertThat(line.ledger.forwarders().isPastClear(alice.getMailbox())).isTrue();
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
        assertThat(alice.getStep()).isEqualTo(Step.SWEEP);
        assertThat(alice.getResult().warnings).isEmpty();
    }

    @Test
    void the_ledger_knows_of_the_stamp_before_the_directory_does() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        ForwarderRecord[] seen = new ForwarderRecord[1];
        world.mood.beforeModifies.add(() -> seen[0] = line.stamp(alice));
        line.run("stamp", alice);
        assertThat(seen[0].state()).isEqualTo(ForwarderRecord.State.INTENDED);
        assertThat(seen[0].value()).isEqualTo(OURS);
    }

    @Test
    void a_merge_is_stamped_only_if_the_operator_says_so() {
        Account alice = line.take("alice@new.example", Mode.MERGE);
        line.matched(alice).run("stamp", alice);
        assertThat(world.mood.modifies).hasValue(0);
        assertThat(alice.getStep()).isEqualTo(Step.COPY);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.NONE);

        world.set("mailmig.forwarder.on-merge", "true");
        alice.setStep(Step.STAMP);
        line.run("stamp", alice);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
    }

    @Test
    void without_a_domain_nothing_is_stamped_and_the_clear_is_passed_all_the_same() {
        world.set("mailmig.forwarder.domain", "");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice).run("clear", alice);
        assertThat(world.mood.modifies).hasValue(0);
        assertThat(line.ledger.forwarders().isPastClear(alice.getMailbox())).isTrue();
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.NONE);
        assertThat(alice.getResult().warnings).isEmpty();
    }

    @Test
    void without_a_directory_everything_passes_and_says_so() {
        world.set("mailmig.directory.url", "");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice).run("clear", alice);
        assertThat(world.mood.binds).hasValue(0);
        assertThat(line.events()).contains("directory");
        assertThat(alice.getResult().warnings).singleElement().asString().contains("mailmig.directory.url");

        world.set("mailmig.forwarder.domain", "");
        Account bob = line.take("bob@new.example");
        line.matched(bob).run("stamp", bob).run("clear", bob);
        assertThat(bob.getResult().warnings).isEmpty();
    }

    @Test
    void an_account_past_its_clear_is_never_stamped_again() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice).run("clear", alice);
        alice.setStep(Step.MATCH);
        line.matched(alice).run("stamp", alice);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(alice.getStep()).isEqualTo(Step.COPY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SMTP:somebody@elsewhere.example", "SMTP:alice@old.example", "smtp:ALICE@old.example"})
    void a_value_that_we_did_not_set_refuses_the_account_before_and_at_the_stamp(String value) {
        world.forward(ALICE, value);
        Account alice = line.take("alice@new.example");
        assertThatThrownBy(() -> line.matched(alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(ALICE)
                .hasMessageContaining(value);
        alice.setDn(ALICE);
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(RefusedException.class);
        assertThat(world.forwarder(ALICE)).containsExactly(value);
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void a_value_that_leads_to_this_source_is_adopted_if_allowed_and_cleared_in_the_end() {
        world.set("mailmig.forwarder.adopt", "true").forward(ALICE, "smtp:Alice@old.example");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        assertThat(line.stamp(alice).adopted()).isTrue();
        assertThat(world.mood.modifies).hasValue(0);
        line.run("clear", alice);
        assertThat(world.forwarder(ALICE)).isEmpty();
    }

    @Test
    void an_adopted_value_makes_room_for_what_the_attribute_holds_by_itself() {
        world.set("mailmig.forwarder.adopt", "true").set("mailmig.forwarder.resting", "SMTP:%s");
        world.forward(ALICE, "smtp:Alice@old.example");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        line.run("clear", alice);
        assertThat(world.forwarder(ALICE)).containsExactly("SMTP:alice@new.example");
    }

    @Test
    void a_value_that_leads_elsewhere_is_not_adopted() {
        world.set("mailmig.forwarder.adopt", "true").forward(ALICE, "SMTP:alice@elsewhere.example");
        Account alice = line.take("alice@new.example");
        assertThatThrownBy(() -> line.matched(alice)).isInstanceOf(RefusedException.class);
    }

    @Test
    void an_administrator_who_is_faster_than_our_modify_wins() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.beforeModifies.add(() -> world.forward(ALICE, "SMTP:somebody@elsewhere.example"));
        assertThatThrownBy(() -> line.run("stamp", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("somebody@elsewhere.example");
        assertThat(world.forwarder(ALICE)).containsExactly("SMTP:somebody@elsewhere.example");
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void of_two_values_in_an_attribute_that_may_hold_several_ours_goes_again() {
        world.set("mailmig.forwarder.attribute", "mailForwardingAddress").set("mailmig.forwarder.format", "%s");
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.beforeModifies.add(() ->
                world.change(ALICE, "add: mailForwardingAddress", "mailForwardingAddress: somebody@elsewhere.example"));
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(RefusedException.class);
        assertThat(world.held(ALICE, "mailForwardingAddress")).containsExactly("somebody@elsewhere.example");
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void a_stamp_whose_reply_was_lost_is_read_back_and_not_sent_again() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.silentModifies.set(1);
        line.run("stamp", alice);
        assertThat(world.mood.modifies).hasValue(1);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
    }

    @Test
    void a_stamp_that_was_lost_on_its_way_is_set_by_the_next_attempt_and_intended_meanwhile() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.lostModifies.set(1);
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(TransientException.class);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.INTENDED);
        assertThat(alice.needs(Step.STAMP)).isTrue();

        line.matched(alice).run("stamp", alice);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
        assertThat(world.mood.modifies).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INBOX", "in*", "*"})
    void a_clone_that_leaves_the_inbox_out_is_not_led_and_says_so(String excluded) {
        Account alice = line.take(LineWorld.row("alice@new.example", Mode.CLONE, null)
                .but()
                .folders(List.of(), List.of(excluded))
                .build());
        line.matched(alice).run("check", alice).run("stamp", alice);
        assertThat(world.mood.modifies).hasValue(0);
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.NONE);
        assertThat(alice.getResult().warnings).singleElement().asString().contains("leaves the INBOX out");
    }

    @Test
    void a_merge_whose_filters_may_leave_new_mail_out_is_not_led() {
        world.set("mailmig.forwarder.on-merge", "true");
        Account alice = line.take(LineWorld.row("alice@new.example", Mode.MERGE, null)
                .but()
                .sizes(null, 1000L)
                .build());
        line.matched(alice).run("stamp", alice);
        assertThat(world.mood.modifies).hasValue(0);
        Account bob = line.take(LineWorld.row("bob@new.example", Mode.MERGE, null)
                .but()
                .arrived(Instant.parse("2020-01-01T00:00:00Z"), null)
                .folders(List.of("INBOX", "Sent"), List.of("Spam"))
                .build());
        line.matched(bob).run("stamp", bob);
        assertThat(world.forwarder(BOB)).hasSize(1);
    }

    /** The operator stopped, corrected the attribute or the domain, and runs again. */
    @ParameterizedTest
    @CsvSource({"mailmig.forwarder.preset, dovecot", "mailmig.forwarder.domain, older.example"})
    void what_another_configuration_set_goes_before_the_new_is_set(String key, String value) {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        alice.setStep(Step.STAMP);
        world.set(key, value);
        line.matched(alice).run("stamp", alice);
        boolean dovecot = value.equals("dovecot");
        assertThat(world.forwarder(ALICE)).isEqualTo(dovecot ? List.of() : List.of("SMTP:alice@older.example"));
        assertThat(world.held(ALICE, "mailForwardingAddress"))
                .isEqualTo(dovecot ? List.of("alice@old.example") : List.of());
        assertThat(line.ledger.forwarders().open()).hasSize(1);
    }

    @Test
    void the_preset_dovecot_writes_a_bare_address() {
        world.set("mailmig.forwarder.preset", "dovecot");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("check", alice).run("stamp", alice);
        assertThat(world.held(ALICE, "mailForwardingAddress")).containsExactly("alice@old.example");
        assertThat(world.forwarder(ALICE)).isEmpty();
        line.run("clear", alice);
        assertThat(world.held(ALICE, "mailForwardingAddress")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"16", "19", "20"})
    void a_refusal_with_an_attribute_that_reads_empty_is_never_taken_for_a_stamp(int code) {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.refuseModifies.add(code);
        assertThatThrownBy(() -> line.run("stamp", alice))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("targetAddress");
        // The value may stand where we cannot read: the ledger goes on knowing of it.
        assertThat(line.ledger.forwarders().open()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"17, schema", "21, mailmig.forwarder.format", "50, grant", "65, object class"})
    void what_the_directory_does_not_allow_refuses_the_account_and_says_what_to_grant(int code, String help) {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.refuseModifies.add(code);
        assertThatThrownBy(() -> line.run("stamp", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(ALICE)
                .hasMessageContaining(help);
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void an_entry_without_the_object_class_refuses_the_account() {
        Account carol = line.take("carol@new.example");
        line.matched(carol);
        assertThatThrownBy(() -> line.run("stamp", carol))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(CAROL)
                .hasMessageContaining("object class");
    }

    @ParameterizedTest
    @CsvSource({"51", "52"})
    void a_busy_directory_is_asked_again_later(int code) {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.refuseModifies.add(code);
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(TransientException.class);
        assertThat(alice.needs(Step.STAMP)).isTrue();
        line.run("stamp", alice);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
    }

    @Test
    void a_worker_that_died_before_the_modify_is_followed_by_one_that_stamps() {
        Account alice = line.take("alice@new.example");
        line.ledger.forwarders().intend(alice, ALICE, "targetAddress", OURS, false);
        line.matched(alice).run("stamp", alice);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
    }

    @Test
    void a_worker_that_died_after_the_modify_is_followed_by_one_that_knows_the_value_for_ours() {
        Account alice = line.take("alice@new.example");
        line.ledger.forwarders().intend(alice, ALICE, "targetAddress", OURS, false);
        world.forward(ALICE, OURS);
        line.matched(alice).run("stamp", alice);
        assertThat(world.mood.modifies).hasValue(0);
        assertThat(line.stamp(alice).state()).isEqualTo(ForwarderRecord.State.STANDING);
    }

    @Test
    void while_the_stamp_settles_the_account_is_parked_and_holds_no_worker() {
        world.set("mailmig.forwarder.settle", "1h");
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        Instant before = Instant.now();
        Exchange exchange = line.exchange("stamp", alice);
        assertThat(exchange.isRouteStop()).isTrue();
        AccountState state =
                line.ledger.accounts().find(alice.getWave(), alice.getAccount()).orElseThrow();
        assertThat(state.notBefore())
                .isBetween(before.plusSeconds(3590), Instant.now().plusSeconds(3600));
        assertThat(line.ledger.accounts().take(alice.getWave(), alice.getAccount()))
                .isEmpty();
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
    }

    @Test
    void a_stamp_that_has_settled_is_read_once_more_and_passes() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        alice.setStep(Step.STAMP);
        int modifies = world.mood.modifies.get();
        Exchange exchange = line.exchange("stamp", alice);
        assertThat(exchange.isRouteStop()).isFalse();
        assertThat(alice.getStep()).isEqualTo(Step.COPY);
        assertThat(world.mood.modifies).hasValue(modifies);
    }

    @Test
    void an_account_further_down_the_line_asks_the_directory_nothing() {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        int binds = world.mood.binds.get();
        line.matched(alice).run("stamp", alice);
        assertThat(world.mood.binds).hasValue(binds);
    }

    /** Stopped between its intent and its modify, while another worker took the account to its end. */
    @Test
    void a_worker_that_thaws_after_the_end_takes_its_late_stamp_back() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        world.mood.beforeModifies.add(() -> {
            line.ledger.accounts().release(alice);
            Account other = line.ledger
                    .accounts()
                    .take(alice.getWave(), alice.getAccount())
                    .orElseThrow();
            line.ledger.forwarders().passedClear(other);
            line.end(other);
        });
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(LeaseLostException.class);
        assertThat(world.mood.modifies).hasValue(2);
        assertThat(world.forwarder(ALICE)).isEmpty();
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void a_worker_that_lost_the_account_writes_nothing() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        line.ledger.accounts().release(alice);
        assertThat(line.ledger.accounts().take(alice.getWave(), alice.getAccount()))
                .isPresent();
        assertThatThrownBy(() -> line.run("stamp", alice)).isInstanceOf(LeaseLostException.class);
        assertThat(world.mood.modifies).hasValue(0);
    }

    @Test
    void a_refused_bind_stops_every_account_at_once() {
        Account alice = line.take("alice@new.example");
        Account bob = line.take("bob@new.example");
        world.set("mailmig.directory.password", "wrong");
        assertThatThrownBy(() -> line.matched(alice)).isInstanceOf(PermanentException.class);
        assertThatThrownBy(() -> line.matched(bob)).isInstanceOf(PermanentException.class);
        assertThat(world.mood.binds).hasValue(1);
    }

    @Test
    void two_accounts_with_entries_of_their_own_are_stamped_each_in_its_own() {
        Account alice = line.take("alice@new.example");
        Account bob = line.take("bob@new.example");
        line.matched(alice).matched(bob).run("stamp", alice).run("stamp", bob);
        assertThat(world.forwarder(ALICE)).containsExactly(OURS);
        assertThat(world.forwarder(BOB)).isEqualTo(List.of("SMTP:bob@old.example"));
    }
}
