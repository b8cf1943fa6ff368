// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoServersTest {
    private DemoServers servers;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        servers = new DemoServers();
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void theSampleIsTheSameEveryTime() throws Exception {
        List<String> once = sample(DemoUser.ANNA);
        List<String> again = sample(DemoUser.BERT);

        assertThat(once).hasSize(40).isEqualTo(again);
    }

    private List<String> sample(DemoUser user) throws Exception {
        var folder = servers.folder(servers.source, user.source(), "Projekte.Müller & Söhne");
        new SampleMail(1).fill(folder, DemoUser.ANNA, 40);
        List<String> all = new ArrayList<>();
        for (var message : folder.getMessages()) {
            var text = new java.io.ByteArrayOutputStream();
            message.getMimeMessage().writeTo(text);
            all.add(text + " " + message.getFlags() + message.getReceivedDate());
        }
        return all;
    }

    @Test
    void mailGoesWhereTheDirectorySaysAndTheQueuedMessageReachesTheSourceAfterTheClear() throws Exception {
        PostOffice post = new PostOffice(servers, told::add);
        post.round();
        modify(ModificationType.ADD);
        post.round();
        assertThat(told).anyMatch(text -> text.contains("SMTP:anna@old.example"));
        await().until(() -> servers.messages(servers.source, DemoUser.ANNA.source()) >= 1);
        assertThat(servers.messages(servers.target, DemoUser.ANNA.target())).isZero();

        modify(ModificationType.DELETE);
        post.round();
        await().until(() -> servers.messages(servers.target, DemoUser.ANNA.target()) == 1);
        await().until(() -> servers.messages(servers.source, DemoUser.ANNA.source()) >= 2);
        assertThat(post.arrived()).isEqualTo(1);
        assertThat(post.count()).isGreaterThanOrEqualTo(3);
    }

    private void modify(ModificationType type) throws Exception {
        LDAPURL url = new LDAPURL(servers.directoryUrl());
        try (LDAPConnection line =
                new LDAPConnection(url.getHost(), url.getPort(), DemoServers.BIND_DN, servers.bindPassword())) {
            line.modify(DemoUser.ANNA.dn(), new Modification(type, "targetAddress", "SMTP:anna@old.example"));
        }
    }
}
