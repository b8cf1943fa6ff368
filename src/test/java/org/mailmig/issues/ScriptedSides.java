// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.imap.ScriptedServer;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.NewAccount;

/** Source and target by a script, each with an empty INBOX, and {@code mailbox:} steps between them in this process. */
public final class ScriptedSides implements AfterEachCallback, AutoCloseable {
    public final ScriptedServer source = withInbox(new ScriptedServer());
    public final ScriptedServer target = withInbox(new ScriptedServer());
    public final CamelContext context = new DefaultCamelContext();
    private final Properties keys = new Properties();

    public ScriptedSides() {
        with("mailmig.source.uri", "imap://127.0.0.1:" + source.port());
        with("mailmig.target.uri", "imap://127.0.0.1:" + target.port());
        for (String side : List.of("source", "target")) {
            with("mailmig." + side + ".tls", "none");
            with("mailmig." + side + ".admin-user", "migrator");
            with("mailmig." + side + ".admin-password", "pw");
            with("mailmig." + side + ".admin-style", "authzid");
        }
        with("mailmig.ledger.url", "jdbc:h2:mem:" + UUID.randomUUID());
        context.getPropertiesComponent().setOverrideProperties(keys);
        context.start();
    }

    public static ScriptedServer withInbox(ScriptedServer server) {
        return server.on("LIST \"\" \"?\\*.*", "* LIST () \"/\" INBOX", "T OK done")
                .on("STATUS.*", "* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7 UNSEEN 0 RECENT 0)", "T OK done");
    }

    public ScriptedSides with(String key, String value) {
        keys.put(key, value);
        return this;
    }

    /** {@code mailbox:check} of one user in this wave's name; what stopped it, or {@code ""}. */
    public String check(String user) {
        return step("mailbox:check", user);
    }

    public String step(String uri, String user) {
        return step(uri, ControlRow.of(2, user, user, Mode.MERGE).build());
    }

    public String step(String uri, ControlRow row) {
        Ledger ledger = Ledger.of(context);
        String wave = ledger.waves()
                .begin(
                        "wave.csv",
                        UUID.randomUUID().toString(),
                        List.of(new NewAccount(row, null, null)).iterator())
                .wave()
                .id();
        Account account = ledger.leases().take(wave, row.account()).orElseThrow();
        Exchange answer = context.createProducerTemplate()
                .send(uri, exchange -> exchange.getMessage().setBody(account));
        account.getResult().outcome = answer.getException() == null ? Outcome.DONE : Outcome.FAILED;
        ledger.leases().end(account);
        return answer.getException() == null
                ? ""
                : String.valueOf(answer.getException().getMessage());
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        close();
    }

    @Override
    public void close() throws Exception {
        context.stop();
        source.close();
        target.close();
    }
}
