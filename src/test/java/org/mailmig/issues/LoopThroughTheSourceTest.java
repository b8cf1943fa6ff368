// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailmig.directory.DirectoryWorld.ALICE;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Account;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.LineWorld;
import org.mailmig.error.RefusedException;

/** The source's entry forwarded back to the target. This was not reported before mail went in a loop. */
class LoopThroughTheSourceTest {
    private DirectoryWorld world;
    private DirectoryWorld source;
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
        if (source != null) {
            source.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "targetAddress: SMTP:alice@new.example",
                "targetAddress: smtp:A.Smith@NEW.example",
                "mailForwardingAddress: alice@new.example"
            })
    void oneThatLeadsBackWithinOneDirectoryIsRefusedByName(String forwarder) throws Exception {
        person(world, "old-alice", "alice@old.example", forwarder);
        refused("uid=old-alice,");
        assertThat(world.forwarder(ALICE)).isEmpty();
    }

    @Test
    void soIsOneOverAThirdEntry() throws Exception {
        person(world, "old-alice", "alice@old.example", "targetAddress: SMTP:team@old.example");
        person(world, "team", "team@old.example", "targetAddress: SMTP:alice@new.example");
        refused("uid=team,");
    }

    @Test
    void soIsOneOfTheSourceSOwnDirectory() throws Exception {
        source();
        person(source, "old-alice", "alice@old.example", "targetAddress: SMTP:alice@new.example");
        refused("uid=old-alice,");
    }

    @Test
    void oneThatLeadsElsewhereIsAWarningAndNoneIsNone() throws Exception {
        source();
        person(source, "old-alice", "alice@old.example", "targetAddress: SMTP:alice@third.example");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("check", alice);
        assertThat(alice.getResult().warnings)
                .singleElement()
                .asString()
                .contains("uid=old-alice,", "alice@third.example");
        line.end(alice);

        source.change("uid=old-alice,ou=people,dc=new,dc=example", "delete: targetAddress");
        Account again = line.take("alice@new.example");
        line.matched(again).run("check", again);
        assertThat(again.getResult().warnings).isEmpty();
    }

    @Test
    void aChainThatLeadsIntoItselfEnds() throws Exception {
        person(world, "old-alice", "alice@old.example", "targetAddress: SMTP:team@old.example");
        person(world, "team", "team@old.example", "targetAddress: SMTP:alice@old.example");
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("check", alice);
        assertThat(alice.getResult().warnings).hasSize(1);
    }

    private void source() throws Exception {
        source = new DirectoryWorld();
        world.set("mailmig.source.directory.url", source.url())
                .set("mailmig.source.directory.base", "dc=new,dc=example");
    }

    private void refused(String entry) {
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        assertThatThrownBy(() -> line.run("check", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("in a loop")
                .hasMessageContaining(entry)
                .hasMessageContaining("line 2");
    }

    private static void person(DirectoryWorld world, String uid, String mail, String forwarder) throws Exception {
        world.add(
                "dn: uid=" + uid + ",ou=people,dc=new,dc=example",
                "objectClass: inetOrgPerson",
                "objectClass: exchangeRecipient",
                "uid: " + uid,
                "cn: " + uid,
                "sn: " + uid,
                "mail: " + mail,
                "proxyAddresses: SMTP:" + mail,
                forwarder);
    }
}
