// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.NewAccount;

/** Accounts of a ledger in memory, and the {@code directory:} steps to send them through. */
public final class LineWorld implements AutoCloseable {
    public final Ledger ledger;
    private final CamelContext context;
    private final ProducerTemplate template;
    private String wave;

    public LineWorld(CamelContext context) throws Exception {
        this(context, Ledger.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null));
    }

    /** With the ledger of another process. */
    public LineWorld(CamelContext context, Ledger ledger) throws Exception {
        this.ledger = ledger;
        this.context = context;
        context.getRegistry().bind("mailmigLedger", ledger);
        Resource match = PluginHelper.getResourceLoader(context)
                .resolveResource("classpath:org/mailmig/directory/match.camel.yaml");
        PluginHelper.getRoutesLoader(context).loadRoutes(match);
        context.start();
        template = context.createProducerTemplate();
    }

    public Account take(String targetUser) {
        return take(targetUser, Mode.CLONE);
    }

    public Account take(String targetUser, Mode mode) {
        return take(targetUser, mode, null);
    }

    /** A wave of one account, taken by this worker. Its source user has the same local part. */
    public Account take(String targetUser, Mode mode, String dn) {
        return take(row(targetUser, mode, dn));
    }

    public static ControlRow row(String targetUser, Mode mode, String dn) {
        String source = ControlRow.localPart(targetUser) + "@old.example";
        return ControlRow.of(2, source, targetUser, mode)
                .address(targetUser)
                .dn(dn)
                .build();
    }

    /** A wave of several accounts, all taken by this worker. */
    public List<Account> wave(ControlRow... rows) {
        String id = ledger.waves()
                .begin(
                        "wave.csv",
                        UUID.randomUUID().toString().replace("-", "").repeat(2),
                        Arrays.stream(rows)
                                .map(row -> new NewAccount(row, null, null))
                                .iterator())
                .wave()
                .id();
        return Arrays.stream(rows)
                .map(row -> ledger.leases().take(id, row.account()).orElseThrow())
                .toList();
    }

    public Account take(ControlRow row) {
        String sha256 = UUID.randomUUID().toString().replace("-", "").repeat(2);
        wave = ledger.waves()
                .begin(
                        "wave-" + row.targetUser() + ".csv",
                        sha256,
                        List.of(new NewAccount(row, null, null)).iterator())
                .wave()
                .id();
        return ledger.leases().take(wave, row.account()).orElseThrow();
    }

    /** Look-up and match, by a route. */
    public LineWorld matched(Account account) {
        Exchange exchange = send("direct:mailmig-test-match", account);
        rethrow(exchange);
        assertThat(exchange.getMessage().getBody()).isSameAs(account);
        return this;
    }

    public LineWorld run(String operation, Account account) {
        rethrow(exchange(operation, account));
        return this;
    }

    public Exchange exchange(String operation, Account account) {
        return send("directory:" + operation, account);
    }

    private Exchange send(String uri, Account account) {
        return template.request(uri, exchange -> exchange.getMessage().setBody(account));
    }

    /** Its time has come: the account is taken again, with what the ledger knows of it. */
    public Account again(Account account) {
        ledger.queue().wake(account.getWave());
        return ledger.leases().take(account.getWave(), account.getAccount()).orElseThrow();
    }

    /** The account ended DONE, and its wave with it. */
    public void end(Account account) {
        account.getResult().outcome = Outcome.DONE;
        ledger.leases().end(account);
        ledger.waves().endIfComplete(account.getWave());
    }

    public ForwarderRecord stamp(Account account) {
        return ledger.forwarders().of(account.getMailbox()).orElseThrow();
    }

    public List<String> events() {
        return ledger.events().list(wave, 0, 100).stream().map(Event::word).toList();
    }

    private static void rethrow(Exchange exchange) {
        if (exchange.getException() instanceof RuntimeException e) {
            throw e;
        }
        if (exchange.getException() != null) {
            throw new AssertionError(exchange.getException());
        }
    }

    @Override
    public void close() {
        ledger.close();
    }
}
