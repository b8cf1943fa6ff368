// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailmig.directory.DirectoryWorld.ALICE;
import static org.mailmig.directory.DirectoryWorld.BOB;
import static org.mailmig.directory.DirectoryWorld.CAROL;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.LineWorld;
import org.mailmig.error.RefusedException;

/** A row could redirect any user's mail: by the column dn, sid or address, and to any domain. */
class SomebodyElsesEntryTest {
    private DirectoryWorld world;
    private LineWorld line;

    @BeforeEach
    void open() throws Exception {
        world = new DirectoryWorld();
        line = new LineWorld(world.context);
        world.add(
                "dn: uid=mallory,ou=people,dc=new,dc=example",
                "objectClass: inetOrgPerson",
                "objectClass: exchangeRecipient",
                "uid: mallory",
                "cn: Mallory",
                "sn: Mallory",
                "mail: mallory@new.example");
    }

    @AfterEach
    void close() throws Exception {
        line.close();
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {ALICE, "UID=Alice, OU=people,dc=new,dc=example"})
    void aRowThatNamesAnotherSEntryIsRefusedAndNothingIsWritten(String dn) {
        refused(mallory().dn(dn).build(), "does not belong to mallory@new.example");
    }

    @Test
    void soIsOneWhoseAddressIsAnotherSThanItsTargetUser() {
        refused(mallory().address("a.smith@new.example").build(), "uid=mallory,");
        refused(mallory().address("alice@new.example").dn(ALICE).build(), "uid=mallory,");
    }

    @Test
    void soIsOneWithAnotherSSecurityIdentifier() {
        world.change(ALICE, "replace: objectSid", "objectSid:: AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAAUAQAAA==");
        refused(mallory().sid("S-1-5-21-1-2-3-1104", false).build(), "does not belong to", "column");
        refused(mallory().sid("S-1-5-21-1-2-3-1104", true).build(), "does not belong to", "column");
    }

    @ParameterizedTest
    @CsvSource({"mallory, alice", "mallory, ALICE", "NEW\\mallory, bob", "mallory@new.example, alice", "mallory, carol"
    })
    void soIsOneWhoseAddressIsAnotherSUserName(String user, String name) {
        String dn = "uid=" + name + ",ou=people,dc=new,dc=example";
        refused(
                ControlRow.of(2, "mallory", user, Mode.CLONE)
                        .address(name)
                        .dn(dn)
                        .build(),
                "does not belong to " + user);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mallory@anything", "mallory@elsewhere.example", "MALLORY@anything", "NEW\\mallory", "mallory"})
    void soIsOneWithAnotherSAddressWhateverFollowsTheNameOfItsTargetUser(String user) {
        ControlRow.Builder row = ControlRow.of(2, "mallory", user, Mode.CLONE).address("alice@new.example");
        refused(row.build(), ALICE, "uid=mallory,");
        refused(row.dn(ALICE).build(), ALICE, "uid=mallory,");
    }

    @Test
    void theTargetUserIsLookedForInTheAttributesThatTheMatchNamesToo() {
        world.set("mailmig.directory.match", "mail, cn, description");
        world.change(BOB, "replace: description", "description: login7@new.example");
        world.change(CAROL, "replace: cn", "cn: login8");
        for (String user : new String[] {"login7@new.example", "login8", "login8@anything"}) {
            refused(
                    ControlRow.of(2, "m", user, Mode.CLONE)
                            .address("alice@new.example")
                            .build(),
                    ALICE,
                    user.startsWith("login7") ? BOB : CAROL);
        }
    }

    @Test
    void aTargetUserThatNoEntryNamesIsAWarning() {
        Account account = line.take(ControlRow.of(2, "m", "u4711@anything", Mode.CLONE)
                .address("alice@new.example")
                .build());
        line.matched(account);
        assertThat(account.getDn()).isEqualTo(ALICE);
        assertThat(account.getResult().warnings)
                .singleElement()
                .asString()
                .contains(ALICE, "alice@new.example", "u4711@anything", "line 2");
    }

    @ParameterizedTest
    @CsvSource({
        "mallory@evil.test, evil.test",
        "mallory@EVIL.test, evil.test",
        "mallory@sub.old.example, sub.old.example",
        "mallory@old.example.evil.test, old.example.evil.test",
        "mallory@\u00f6ld.example, xn--ld-eka.example"
    })
    void aForwarderIntoADomainThatTheConfigurationDoesNotNameIsRefused(String address, String domain) {
        refused(mallory().forwardAddress(address).build(), domain, "mailmig.forwarder.more-domains");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mallory%evil.test",
                "evil.test!mallory",
                "mallory@evil.test@old.example",
                "<mallory@evil.test>",
                "@evil.test:mallory@old.example",
                "\"mallory@evil.test\"@old.example"
            })
    void aForwarderThatAnMtaMayReadAsARouteIsRefused(String address) {
        refused(mallory().forwardAddress(address).build(), "line 2");
    }

    @ParameterizedTest
    @CsvSource({
        "m.l@second.example, SMTP:m.l@second.example",
        "m.l@OLD.example, SMTP:m.l@old.example",
        "m.l@k\u00f6ln.example, SMTP:m.l@xn--kln-sna.example",
        "m.l@xn--kln-sna.example, SMTP:m.l@xn--kln-sna.example",
        "m.l, SMTP:m.l@old.example",
        "'', SMTP:mallory@old.example"
    })
    void domainsThatTheConfigurationNamesAreAllowedHoweverTheyAreWritten(String address, String value) {
        world.set("mailmig.forwarder.more-domains", "second.example, k\u00f6ln.example");
        Account account = line.take(
                mallory().forwardAddress(address.isEmpty() ? null : address).build());
        line.matched(account).run("stamp", account);
        assertThat(world.forwarder("uid=mallory,ou=people,dc=new,dc=example")).containsExactly(value);
    }

    @Test
    void theDomainOfASourceUserNeverDecidesWhereMailGoes() {
        ControlRow row = ControlRow.of(2, "mallory@evil.test", "mallory@new.example", Mode.CLONE)
                .address("mallory@new.example")
                .build();
        Account account = line.take(row);
        line.matched(account).run("stamp", account);
        assertThat(world.forwarder("uid=mallory,ou=people,dc=new,dc=example"))
                .containsExactly("SMTP:mallory@old.example");
    }

    @Test
    void anEntryThatWasMatchedByNameOnlyIsAWarning() {
        Account bob = line.take("bob@new.example");
        line.matched(bob);
        assertThat(bob.getDn()).isEqualTo(BOB);
        assertThat(bob.getResult().warnings)
                .singleElement()
                .asString()
                .contains("uid=bob", "user name only", "bob@new.example");

        Account carol = line.take(LineWorld.row("carol@new.example", Mode.CLONE, null).toBuilder()
                .address("karol@new.example")
                .build());
        line.matched(carol);
        assertThat(carol.getDn()).isEqualTo(CAROL);
        assertThat(carol.getResult().warnings).singleElement().asString().contains("karol@new.example");
    }

    @Test
    void anEntryWithTheRowSAddressAndARowWithoutOneAreNone() {
        Account alice = line.take("a.smith@new.example");
        line.matched(alice);
        assertThat(alice.getResult().warnings).isEmpty();
        Account bob = line.take("bob");
        line.matched(bob);
        assertThat(bob.getResult().warnings).isEmpty();
    }

    private static ControlRow.Builder mallory() {
        return LineWorld.row("mallory@new.example", Mode.CLONE, null).toBuilder();
    }

    private void refused(ControlRow row, String... texts) {
        Account account = line.take(row);
        assertThatThrownBy(() -> line.matched(account))
                .isInstanceOf(RefusedException.class)
                .message()
                .contains(texts);
        assertThat(world.mood.modifies).hasValue(0);
        assertThat(line.ledger.forwarders().of(account.getMailbox())).isEmpty();
        line.end(account);
    }
}
