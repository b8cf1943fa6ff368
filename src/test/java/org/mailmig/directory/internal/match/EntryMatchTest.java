// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailmig.directory.DirectoryWorld.ALICE;
import static org.mailmig.directory.DirectoryWorld.BOB;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.Account;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.LineWorld;
import org.mailmig.error.RefusedException;

/** Exactly one entry, or a refusal that helps. */
class EntryMatchTest {
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

    @ParameterizedTest
    @CsvSource({
        "alice@new.example, uid=alice", // mail
        "ALICE@New.Example, uid=alice",
        "a.smith@new.example, uid=alice", // proxyAddresses
        "bob@new.example, uid=bob", // uid
        "bob, uid=bob"
    })
    void theEntryIsFoundByTheFirstAttributeThatKnowsIt(String user, String rdn) {
        Account account = line.take(user);
        line.matched(account);
        assertThat(account.getDn()).startsWith(rdn);
        assertThat(account.getStep()).isEqualTo(Step.CHECK);
    }

    @Test
    void anEarlierAttributeOutweighsALaterOne() throws Exception {
        // Another entry holds alice's address as its uid's local part only.
        world.change(BOB, "replace: uid", "uid: bob", "uid: a.smith");
        Account account = line.take("a.smith@new.example");
        line.matched(account);
        assertThat(account.getDn()).isEqualTo(ALICE);

        account.getResult().outcome = Outcome.DONE;
        line.ledger.leases().end(account);
        world.set("mailmig.directory.match", "uid, proxyAddresses");
        Account again = line.take("a.smith@new.example");
        line.matched(again);
        assertThat(again.getDn()).isEqualTo(BOB);
    }

    @Test
    void severalEntriesAreARefusalThatNamesThemAll() {
        Account dup = line.take("dup@new.example");
        assertThatThrownBy(() -> line.matched(dup))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("uid=dup1,")
                .hasMessageContaining("uid=dup2,")
                .hasMessageContaining("line 2")
                .hasMessageContaining("column dn");
        assertThat(dup.getStep()).isEqualTo(Step.MATCH);
    }

    @Test
    void noEntryIsARefusalThatNamesTheFiltersTried() {
        Account nobody = line.take("no(body)*@new.example");
        assertThatThrownBy(() -> line.matched(nobody))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("(mail=no\\28body\\29\\2a@new.example)")
                .hasMessageContaining("(proxyAddresses=smtp:no\\28body\\29\\2a@new.example)")
                .hasMessageContaining("(uid=no\\28body\\29\\2a)");
    }

    @Test
    void aNameMadeOfFilterSyntaxFindsItsOwnEntryOnly() {
        world.set("mailmig.forwarder.domain", "");
        Account odd = line.take("odd*)(uid=*");
        line.matched(odd);
        assertThat(odd.getDn()).startsWith("cn=Odd");
    }

    @Test
    void aRowMayNameTheEntryItselfAndNothingIsSearched() {
        Account account = line.take("dup@new.example", Mode.CLONE, "uid=dup2,ou=people,dc=new,dc=example");
        int searches = world.mood.searches.get();
        line.matched(account);
        assertThat(account.getDn()).startsWith("uid=dup2,");
        // Read back, as an object: one base search (RFC 4511, 4.5.1.2).
        assertThat(world.mood.searches).hasValue(searches + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"uid=nobody,ou=people,dc=new,dc=example | no entry", "not a name | not a distinguished name"})
    void anEntryThatDoesNotExistIsRefusedAlthoughTheRowNamesIt(String dn, String why) {
        Account account = line.take("alice@new.example", Mode.CLONE, dn);
        assertThatThrownBy(() -> line.matched(account))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(dn)
                .hasMessageContaining(why);
    }

    @Test
    void aRowWithoutAnAddressIsRefusedWhereOnlyAddressesAreLookedFor() {
        world.set("mailmig.directory.match", "mail, proxyAddresses");
        Account account = line.take("bob");
        assertThatThrownBy(() -> line.matched(account))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("column address");
    }
}
