// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.directory.LineWorld;
import org.mailmig.directory.SlapdSupport;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.error.RefusedException;

/** What is asked before the stamp, with just the rights that the README names. */
class EntryCheckIT extends SlapdSupport {
    private static final String SID = "S-1-5-21-1-2-3-1001";
    private static final String FORMER_SID = "S-1-5-21-9-8-7-1002";

    private Account matched(String address) {
        Account account = line().take(address);
        line().matched(account);
        return account;
    }

    @Test
    void whatMayBeStampedPassesAndNothingIsChanged() {
        String changed = "modifyTimestamp";
        bind("cn=reader,dc=new,dc=example", "reader-secret");
        List<String> before = held(ALICE, "entryCSN");
        bind(MIGRATOR, "migrator-secret");
        Account alice = matched("alice@new.example");
        line().run("check", alice);
        assertThat(alice.getResult().warnings).isEmpty();
        bind("cn=reader,dc=new,dc=example", "reader-secret");
        assertThat(before).hasSize(1);
        assertThat(held(ALICE, "entryCSN")).isEqualTo(before);
        assertThat(held(ALICE, changed)).hasSize(1);
    }

    @Test
    void theBindAccountCanWriteTheForwarderAndNothingElseAndReadNoMoreThanItNeeds() {
        WritableEntry alice = Directories.of(context()).writableTarget().entry(ALICE);
        for (String attribute : List.of("mail", "proxyAddresses", "maildrop1", "sn", "uid")) {
            assertThat(alice.add(attribute, "smtp:x@new.example").ok())
                    .describedAs(attribute)
                    .isFalse();
        }
        assertThat(alice.values("sn").orElseThrow()).isEmpty();
        assertThat(alice.values("mail").orElseThrow()).isNotEmpty();
    }

    @Test
    void anAccountWithoutTheRightIsRefusedBeforeAnythingIsWritten() {
        bind("cn=reader,dc=new,dc=example", "reader-secret");
        Account alice = matched("alice@new.example");
        refused(alice, "grant", ALICE, "targetAddress");
    }

    @Test
    void anEntryWhoseObjectClassesDoNotAllowTheAttributeIsRefused() {
        refused(matched("plain@new.example"), "object class", "inetOrgPerson");
    }

    @Test
    void anAttributeThatTheSchemaLacksIsRefused() {
        set("mailmig.forwarder.preset", "dovecot");
        refused(matched("alice@new.example"), "mailForwardingAddress", "schema");
    }

    @Test
    void aForwardDomainThatIsOneOfTheEntrysOwnIsALoop() {
        refused(matched("own@new.example"), "loop", "own@OLD.example");
    }

    @Test
    void anAccountThatAdminSDHolderProtectsIsNamed() {
        Account chief = matched("chief@new.example");
        line().run("check", chief);
        assertThat(chief.getResult().warnings).singleElement().asString().contains("uid=chief", "AdminSDHolder");
    }

    @Test
    void soItIsWhereOnlyAddressesAreToBeAdded() {
        bind("cn=carrier,dc=new,dc=example", "carrier-secret");
        source();
        set("mailmig.directory.aliases", "true");
        Account chief = line().take("chief@new.example", Mode.MERGE);
        line().matched(chief).run("check", chief);
        assertThat(chief.getResult().warnings)
                .singleElement()
                .asString()
                .contains("uid=chief", "AdminSDHolder", "proxyAddresses")
                .doesNotContain("targetAddress");
    }

    @Test
    void whatIsNotStampedIsNotAskedFor() {
        bind("cn=reader,dc=new,dc=example", "reader-secret");
        Account merge = line().take("alice@new.example", Mode.MERGE);
        line().matched(merge).run("check", merge);
    }

    @Test
    void anEntryIsFoundByItsSecurityIdentifierOrAFormerOneBeforeAnythingElse() {
        for (String sid : List.of(SID, FORMER_SID, FORMER_SID.toLowerCase(java.util.Locale.ROOT))) {
            Account account = line().take(LineWorld.row("alice@new.example", Mode.MERGE, null).toBuilder()
                    .sid(sid, false)
                    .build());
            line().matched(account);
            assertThat(account.getDn()).isEqualTo("uid=bysid,dc=new,dc=example");
            line().end(account);
        }
    }

    @Test
    void aRowWithoutIdentifierHasThatOfTheSourceSDirectory() {
        source();
        ControlRow row = renamed(false);
        Account account = line().take(row);
        line().matched(account);
        assertThat(account.getDn()).isEqualTo("uid=bysid,dc=new,dc=example");
        line().end(account);

        Account only = line().take(renamed(true));
        line().matched(only);
        assertThat(only.getDn()).isEqualTo("uid=bysid,dc=new,dc=example");
    }

    @Test
    void aSearchRestrictedToIdentifiersAcceptsNoOtherMatch() {
        ControlRow row = LineWorld.row("alice@new.example", Mode.MERGE, null);
        Account without = line().take(row.toBuilder().sid(null, true).build());
        assertThatThrownBy(() -> line().matched(without))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("RestrictSearchtoSid");
        line().end(without);
        Account unknown =
                line().take(row.toBuilder().sid("S-1-5-21-1-2-3-4", true).build());
        assertThatThrownBy(() -> line().matched(unknown))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("No entry")
                .hasMessageContaining("objectSid");
    }

    @Test
    void aSourceDirectoryWithNoSuchEntryIsARefusalNotAMatchByOtherMeans() {
        source();
        Account account = line().take("nobody-there@new.example");
        assertThatThrownBy(() -> line().matched(account))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nobody-there@old.example");
    }

    private void source() {
        set("mailmig.source.directory.url", slapd.url());
        set("mailmig.source.directory.base", "dc=old,dc=example");
        set("mailmig.source.directory.bind-dn", "cn=reader,dc=old,dc=example");
        set("mailmig.source.directory.password", "source-secret");
    }

    private static ControlRow renamed(boolean sidOnly) {
        ControlRow row = LineWorld.row("renamed@new.example", Mode.MERGE, null);
        return row.toBuilder().sid(null, sidOnly).build();
    }

    private void refused(Account account, String... words) {
        assertThatThrownBy(() -> line().run("check", account))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(words);
        assertThat(line().ledger.forwarders().open()).isEmpty();
    }
}
