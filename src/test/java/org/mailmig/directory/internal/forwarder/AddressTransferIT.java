// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.Mode;
import org.mailmig.Step;
import org.mailmig.directory.ForwarderRestore;
import org.mailmig.directory.SlapdSupport;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;

/** The source's X.500 address and aliases at the target's entry, with the rights that the README names for it. */
class AddressTransferIT extends SlapdSupport {
    private static final String X500 =
            "X500:/o=Old/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=alice";
    private static final String OLDER = "X500:/o=Older/cn=alice";

    @BeforeEach
    void knowTheSource() {
        bind("cn=carrier,dc=new,dc=example", "carrier-secret");
        set("mailmig.source.directory.url", slapd.url());
        set("mailmig.source.directory.base", "dc=old,dc=example");
        set("mailmig.source.directory.bind-dn", "cn=reader,dc=old,dc=example");
        set("mailmig.source.directory.password", "source-secret");
        set("mailmig.directory.x500", "true");
    }

    @AfterEach
    void takeAway() {
        line().ledger.carried().of(1).forEach(each -> Directories.of(context())
                .writableTarget()
                .entry(ALICE)
                .delete(each.attribute(), each.value()));
    }

    @Test
    void afterTheClearTheX500AddressesAreAddedOnceAndCanBeTakenAwayAgain() {
        Account alice = line().take("alice@new.example");
        line().matched(alice).run("check", alice).run("stamp", alice).run("addresses", alice);
        assertThat(addresses()).contains(X500, OLDER);
        alice.getResult().progress.carried = false;
        line().run("clear", alice).run("addresses", alice);
        assertThat(addresses()).contains(X500, OLDER).doesNotContain("smtp:alice@old.example");
        assertThat(line().events()).containsOnlyOnce("addressed");
        assertThat(alice.getResult().warnings).isEmpty();

        assertThat(new AddressTransfer(ForwarderPolicy.of(context())).takeBack(alice.getMailbox()))
                .containsExactlyInAnyOrder(X500, OLDER);
        assertThat(addresses()).containsExactlyInAnyOrder("SMTP:alice@new.example", "smtp:a.smith@new.example");
        assertThat(new AddressTransfer(ForwarderPolicy.of(context())).takeBack(alice.getMailbox()))
                .isEmpty();
    }

    @Test
    void aliasesComeAsSecondaryAddressesButNotOneThatAnotherEntryHas() {
        set("mailmig.directory.aliases", "true");
        Account alice = line().take("alice@new.example", Mode.MERGE);
        line().matched(alice).run("check", alice).run("clear", alice).run("addresses", alice);
        assertThat(addresses())
                .contains("smtp:alice@old.example", "smtp:alice.old@old.example", X500)
                .doesNotContain("smtp:dup@new.example");
        assertThat(alice.getResult().warnings).singleElement(STRING).contains("smtp:dup@new.example", "uid=dup");
    }

    @Test
    void earlierValuesAreNotRemoved() {
        assertThat(Directories.of(context())
                        .writableTarget()
                        .entry(ALICE)
                        .add("proxyAddresses", X500.toUpperCase(java.util.Locale.ROOT))
                        .ok())
                .isTrue();
        Account alice = line().take("alice@new.example", Mode.MERGE);
        line().matched(alice).run("clear", alice).run("addresses", alice);
        assertThat(new AddressTransfer(ForwarderPolicy.of(context())).takeBack(alice.getMailbox()))
                .containsExactly(OLDER);
        assertThat(addresses()).contains(X500.toUpperCase(java.util.Locale.ROOT));
        assertThat(Directories.of(context())
                        .writableTarget()
                        .entry(ALICE)
                        .delete("proxyAddresses", X500)
                        .ok())
                .isTrue();
    }

    @Test
    void aBindAccountWithoutTheSecondRightIsRefusedBeforeTheStamp() {
        bind(MIGRATOR, "migrator-secret");
        Account alice = line().take("alice@new.example");
        line().matched(alice);
        assertThatThrownBy(() -> line().run("check", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("proxyAddresses")
                .hasMessageContaining("grant");
    }

    @Test
    void aWorkerThatDiedAfterTheModifyIsFollowedByOneThatKnowsTheAddressesForOurs() {
        Account alice = line().take("alice@new.example", Mode.MERGE);
        line().matched(alice).run("clear", alice);
        line().ledger.carried().intend(alice, ALICE, "proxyAddresses", java.util.List.of(X500));
        assertThat(Directories.of(context())
                        .writableTarget()
                        .entry(ALICE)
                        .add("proxyAddresses", X500)
                        .ok())
                .isTrue();
        line().run("addresses", alice);
        assertThat(alice.getStep()).isEqualTo(Step.SWEEP);
        assertThat(new AddressTransfer(ForwarderPolicy.of(context())).takeBack(alice.getMailbox()))
                .containsExactlyInAnyOrder(X500, OLDER);
    }

    @Test
    void aDirectoryThatIsDownAfterTheClearDoesNotKeepTheSweepBackAndIsAskedAgainAfterIt() throws Exception {
        Account alice = line().take("alice@new.example", Mode.MERGE);
        line().matched(alice).run("clear", alice);
        slapd.stop();
        try {
            line().run("addresses", alice);
            assertThat(line().events()).contains("retrying");
            alice.setStep(Step.REPORT);
            assertThatThrownBy(() -> line().run("addresses", alice)).isInstanceOf(TransientException.class);
        } finally {
            slapd.start();
        }
        assertThat(alice.getResult().warnings).isEmpty();
        alice.setDn(null); // as it comes back from the ledger
        line().matched(alice).run("addresses", alice);
        assertThat(alice.getResult().warnings).isEmpty();
        assertThat(addresses()).contains(X500, OLDER);
    }

    @Test
    void pastAClearOfOursNoDirectoryIsAskedButForTheAddressesAndTheseGoToTheEntryThatWasStamped() throws Exception {
        Account alice = line().take("alice@new.example");
        line().matched(alice).run("check", alice).run("stamp", alice);
        alice.setStep(Step.CLEAR);
        line().run("clear", alice);
        alice.setDn(null);
        slapd.stop();
        try {
            line().matched(alice).run("addresses", alice);
        } finally {
            slapd.start();
        }
        alice.setStep(Step.REPORT);
        line().matched(alice).run("addresses", alice);
        assertThat(addresses()).contains(X500, OLDER);
        assertThat(alice.getResult().warnings).isEmpty();
    }

    @Test
    void aRollBackLeadsMailToTheSourceAndTakesTheAddressesAway() {
        Account alice = line().take("alice@new.example");
        line().matched(alice)
                .run("check", alice)
                .run("stamp", alice)
                .run("clear", alice)
                .run("addresses", alice);
        line().end(alice);
        assertThat(addresses()).contains(X500, OLDER);

        assertThat(ForwarderRestore.of(context(), alice.getWave()))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.stands()).isTrue();
                    assertThat(each.text()).contains(X500, OLDER, "removed from it");
                });
        assertThat(forwarder(ALICE)).containsExactly("SMTP:alice@old.example");
        assertThat(addresses()).containsExactlyInAnyOrder("SMTP:alice@new.example", "smtp:a.smith@new.example");
        erase(ALICE, "SMTP:alice@old.example");
    }

    private java.util.List<String> addresses() {
        return held(ALICE, "proxyAddresses");
    }
}
