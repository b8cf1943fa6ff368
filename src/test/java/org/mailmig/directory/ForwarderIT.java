// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.ForwarderState;
import org.mailmig.Mode;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;

/** The forwarder on a real slapd, with a bind account that may write nothing but the forwarder's attribute. */
class ForwarderIT extends SlapdSupport {
    @Test
    void aStampIsSetAndCleared() {
        Account alice = line.take("a.smith@new.example");
        line.matched(alice).run("stamp", alice);
        assertThat(alice.getDn()).isEqualTo(ALICE);
        assertThat(forwarder(ALICE)).containsExactly("SMTP:a.smith@old.example");
        line.run("clear", alice);
        assertThat(forwarder(ALICE)).isEmpty();
        assertThat(alice.getResult().warnings).isEmpty();
    }

    @Test
    void whatAnotherSetIsRefusedAndLeftByStampAndClear() {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        write(ALICE, "SMTP:boss@elsewhere.example");
        assertThatThrownBy(() -> line.run("stamp", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("boss@elsewhere.example");
        erase(ALICE, "SMTP:boss@elsewhere.example");

        line.run("stamp", alice);
        erase(ALICE, "SMTP:alice@old.example");
        write(ALICE, "SMTP:boss@elsewhere.example");
        line.run("clear", alice);
        assertThat(forwarder(ALICE)).containsExactly("SMTP:boss@elsewhere.example");
        assertThat(alice.getResult().warnings).singleElement().asString().contains("boss@elsewhere.example");
        erase(ALICE, "SMTP:boss@elsewhere.example");
    }

    @Test
    void slapdAnswers19And20And16WhereTheAttributeIsNotAsExpected() {
        WritableEntry entry = Directories.of(context).writableTarget().entry(ALICE);
        assertThat(entry.delete("targetAddress", "SMTP:a@old.example").code()).isEqualTo(LdapResult.NO_SUCH_ATTRIBUTE);
        assertThat(entry.add("targetAddress", "SMTP:a@old.example").code()).isEqualTo(LdapResult.SUCCESS);
        assertThat(entry.add("targetAddress", "smtp:A@old.example").code()).isEqualTo(LdapResult.VALUE_EXISTS);
        assertThat(entry.add("targetAddress", "SMTP:b@old.example").code()).isEqualTo(LdapResult.CONSTRAINT_VIOLATION);
        assertThat(entry.delete("targetAddress", "SMTP:b@old.example").code()).isEqualTo(LdapResult.NO_SUCH_ATTRIBUTE);
        assertThat(entry.delete("targetAddress", "smtp:A@OLD.example").code()).isEqualTo(LdapResult.SUCCESS);
    }

    @Test
    void twoEntriesWithOneAddressAreRefusedByName() {
        Account dup = line.take("dup@new.example");
        assertThatThrownBy(() -> line.matched(dup))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("uid=dup1,")
                .hasMessageContaining("uid=dup2,");
    }

    @Test
    void anEntryWhoseNamesAreFullOfSyntaxIsMatchedStampedAndCleared() {
        Account odd = line.take("odd@new.example");
        line.matched(odd).run("stamp", odd);
        assertThat(odd.getDn()).startsWith("cn=Odd");
        assertThat(forwarder(odd.getDn())).containsExactly("SMTP:odd@old.example");
        line.run("clear", odd);
        assertThat(forwarder(odd.getDn())).isEmpty();

        set("mailmig.forwarder.domain", "");
        Account byUid = line.take("odd*)(uid=*");
        line.matched(byUid);
        assertThat(byUid.getDn()).isEqualTo(odd.getDn());
    }

    @Test
    void anEntryThatTheBindAccountMayNotWriteIsRefusedWithWhatToGrant() {
        Account alice = line.take("alice@new.example");
        bind("cn=reader,dc=new,dc=example", "reader-secret");
        line.matched(alice);
        assertThatThrownBy(() -> line.run("stamp", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("grant")
                .hasMessageContaining(ALICE);
        assertThat(line.ledger.forwarders().open()).isEmpty();
    }

    @Test
    void anEntryBeneathAReferralIsNeverFollowedToAnotherServer() {
        Account elsewhere = line.take("nobody@new.example", Mode.CLONE, "cn=x,ou=elsewhere,dc=new,dc=example");
        assertThatThrownBy(() -> line.matched(elsewhere))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("another server");
    }

    @Test
    void anAttributeThatTheSchemaLacksIsRefusedByName() {
        set("mailmig.forwarder.attribute", "mailForwardingAddress");
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        assertThatThrownBy(() -> line.run("stamp", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("schema");
    }

    @Test
    void moreCandidatesThanTheServerMayReturnAreNeitherNoneNorSeveralButAnError() {
        Account many = line.take("many@new.example");
        assertThatThrownBy(() -> line.matched(many))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("incomplete");
    }

    @Test
    void aServerThatIsDownAtTheClearIsAskedAgainAndTheClearIsDone() throws Exception {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("stamp", alice);
        slapd.stop();
        try {
            assertThatThrownBy(() -> line.run("clear", alice)).isInstanceOf(TransientException.class);
            assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.KEPT);
        } finally {
            slapd.start();
        }
        line.run("clear", alice);
        assertThat(forwarder(ALICE)).isEmpty();
        assertThat(alice.getResult().forwarder).isEqualTo(ForwarderState.CLEARED);
    }

    @Test
    void aDirectoryWithReferralsProvesNoMatchUnlessConfigured() {
        set("mailmig.directory.referrals", "error");
        Account alice = line.take("alice@new.example");
        assertThatThrownBy(() -> line.matched(alice))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("ldap://127.0.0.1:1/ou=elsewhere")
                .hasMessageContaining("mailmig.directory.referrals");
    }

    @Test
    void aBaseThatAnotherServerHoldsIsAnErrorEvenWhereReferencesAreIgnored() {
        set("mailmig.directory.base", "ou=elsewhere,dc=new,dc=example");
        Account alice = line.take("alice@new.example");
        assertThatThrownBy(() -> line.matched(alice))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("result 10");
    }

    @Test
    void moreEntriesThanOneAnswerMayHoldComeInPages() {
        bind("cn=pager,dc=new,dc=example", "pager-secret");
        set("mailmig.directory.page", "2");
        Account many = line.take("many@new.example");
        assertThatThrownBy(() -> line.matched(many))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("4 entries match")
                .hasMessageContaining("uid=many4,");
        set("mailmig.directory.page", "0");
        assertThatThrownBy(() -> line.matched(many))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("incomplete");
    }

    @Test
    void aDeliveryAddressInTheAttributeIsReplacedByTheStampAndRestoredByTheClear() {
        set("mailmig.forwarder.preset", "postfix");
        set("mailmig.forwarder.resting", "%s");
        WritableEntry entry = Directories.of(context).writableTarget().entry(ALICE);
        assertThat(entry.add("maildrop", "alice@new.example").ok()).isTrue();
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("check", alice).run("stamp", alice);
        assertThat(held(ALICE, "maildrop")).containsExactly("alice@old.example");
        line.run("clear", alice);
        assertThat(held(ALICE, "maildrop")).containsExactly("alice@new.example");
        assertThat(alice.getResult().warnings).isEmpty();

        assertThat(entry.change("maildrop", "alice@new.example", null).ok()).isTrue();
    }

    @Test
    void aForwarderNextToADeliveryAddressIsNotAdoptedBecauseEveryMessageReachesBoth() {
        set("mailmig.forwarder.preset", "postfix");
        set("mailmig.forwarder.resting", "%s");
        set("mailmig.forwarder.adopt", "true");
        WritableEntry entry = Directories.of(context).writableTarget().entry(ALICE);
        assertThat(entry.change("maildrop", true, List.of("alice@new.example", "alice@old.example"))
                        .ok())
                .isTrue();
        Account alice = line.take("alice@new.example");
        assertThatThrownBy(() -> line.matched(alice).run("stamp", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("alice@new.example, alice@old.example")
                .hasMessageContaining("remove it first");
        assertThat(held(ALICE, "maildrop")).containsExactlyInAnyOrder("alice@new.example", "alice@old.example");

        assertThat(entry.change("maildrop", false, List.of("alice@new.example", "alice@old.example"))
                        .ok())
                .isTrue();
    }
}
