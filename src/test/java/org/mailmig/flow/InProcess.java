// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.config.Secret;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.report.Reports;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.James;
import org.mailmig.servers.MailServer;
import org.mailmig.world.Mailbox;

/**
 * Runs the mailbox steps between two servers in this process, in the order of the shipped route: check, clone or merge, verify,
 * sweep. No directory. {@link #meanwhile} runs between copy and verify.
 */
public final class InProcess implements AutoCloseable, AfterEachCallback {
    private final CamelContext context = new DefaultCamelContext();
    private final Properties keys = new Properties();
    private final MailServer source;
    private final MailServer target;
    private Path ledgerFile;
    private Ledger reopened;
    private Runnable afterCheck = () -> {};
    private String lastWave;
    private int waits;
    private Duration retryAfter = Duration.ZERO;
    private Runnable meanwhile = () -> {};

    public InProcess() {
        this(Dovecot.source(), Dovecot.target());
    }

    public InProcess(MailServer source, MailServer target) {
        this.source = source;
        this.target = target;
        side("source", source);
        side("target", target);
        with("mailmig.ledger.url", "jdbc:h2:mem:" + UUID.randomUUID());
        with("mailmig.sweep.wait", "0s");
        context.getPropertiesComponent().setOverrideProperties(keys);
        try {
            context.addRoutes(routes());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        context.start();
    }

    private RouteBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:line")
                        .to("mailbox:check")
                        .process(exchange -> afterCheck.run())
                        .choice()
                        .when(simple("${body.mode} == 'clone'"))
                        .to("mailbox:clone")
                        .otherwise()
                        .to("mailbox:merge")
                        .end()
                        .process(exchange -> meanwhile.run())
                        .to("mailbox:verify")
                        .to("mailbox:sweep");
            }
        };
    }

    /** For a server without an admin login: {@link #run} uses each user's own password. */
    private void side(String name, MailServer server) {
        with("mailmig." + name + ".uri", "imap://127.0.0.1:" + server.imapPort());
        with("mailmig." + name + ".tls", "none");
        if (adminActs(server)) {
            boolean asterisk = server instanceof Dovecot && name.equals("source");
            with("mailmig." + name + ".admin-user", Dovecot.ADMIN);
            with("mailmig." + name + ".admin-password", Dovecot.ADMIN_PASSWORD);
            with("mailmig." + name + ".admin-style", asterisk ? "dovecot" : "authzid");
        }
    }

    /** Identifiers can be set on the target. */
    public InProcess withIdentity() {
        if (target instanceof Dovecot dovecot) {
            with("mailmig.target.identity.kind", "dovecot-http");
            with("mailmig.target.identity.url", dovecot.apiUrl());
            with("mailmig.target.identity.key", Dovecot.API_KEY);
        } else {
            with("mailmig.target.identity.kind", "cyrus-sync");
            with("mailmig.target.identity.key", Cyrus.ADMIN_PASSWORD);
        }
        return this;
    }

    public InProcess with(String key, String value) {
        keys.put(key, value);
        return this;
    }

    /** As when a fault that may pass has kept the accounts waiting before. */
    public InProcess waited() {
        waits = 1;
        return this;
    }

    /** The same after so many such faults in a row. */
    public InProcess waited(int faults) {
        waits = faults;
        return this;
    }

    /** How long the fault that ended the last run asked to wait. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Between the listing that the check made and the copy that uses it. */
    InProcess afterCheck(Runnable work) {
        afterCheck = work;
        return this;
    }

    /** Changes the ledger's tables directly. */
    InProcess sql(String... statements) throws SQLException {
        closeLedger();
        try (Connection connection = DriverManager.getConnection(keys.getProperty("mailmig.ledger.url"), "", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return this;
    }

    InProcess meanwhile(Runnable work) {
        meanwhile = work;
        return this;
    }

    public Mailbox source(String user) {
        return new Mailbox(source, user);
    }

    public Mailbox target(String user) {
        return new Mailbox(target, user);
    }

    /** All that was known of earlier copies is gone. */
    InProcess loseLedger() {
        closeLedger();
        return with("mailmig.ledger.url", "jdbc:h2:mem:" + UUID.randomUUID());
    }

    /** The ledger in a file, which can be kept and restored. */
    InProcess ledgerIn(Path file) {
        ledgerFile = Path.of(file + ".mv.db");
        return with("mailmig.ledger.url", "jdbc:h2:file:" + file);
    }

    /** A copy of the ledger as it is now. */
    Path keepLedger() throws IOException {
        closeLedger();
        return Files.copy(ledgerFile, Files.createTempFile("mailmig", ".mv.db"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The ledger is as old as this copy again. */
    void restoreLedger(Path copy) throws IOException {
        closeLedger();
        Files.copy(copy, ledgerFile, StandardCopyOption.REPLACE_EXISTING);
    }

    private void closeLedger() {
        ledger().close();
        context.getCamelContextExtension().lazyAddContextPlugin(Ledger.class, this::reopened);
    }

    private Ledger reopened() {
        reopened = Ledger.open(keys.getProperty("mailmig.ledger.url"), null);
        return reopened;
    }

    /** As if all that the ledger does not know of this folder had been sent, and no answer had come. */
    void journalAll(String folder, long sent, long targetUidNext) throws Exception {
        if (sent == 0) {
            return;
        }
        closeLedger();
        String url = keys.getProperty("mailmig.ledger.url");
        try (Connection connection = DriverManager.getConnection(url, "", "");
                PreparedStatement insert = connection.prepareStatement(
                        "insert into intent (folder, source_uids, target_uid_next, looked) select id,"
                                + " coalesce((select max(source_uid + messages) from uid_run where folder = id), 1)"
                                + " || ':' || coalesce((select max(source_uid + messages) + ? from uid_run where folder"
                                + " = id), ?), ?, false from folder where source = ? and target = ?")) {
            insert.setLong(1, sent - 1);
            insert.setLong(2, sent);
            insert.setLong(3, targetUidNext);
            insert.setString(4, folder);
            insert.setString(5, folder);
            insert.executeUpdate();
        }
    }

    Ledger ledger() {
        return Ledger.of(context);
    }

    /** The lines of uids.csv for the last wave, a line for each message. */
    public List<String> uidMap() throws IOException {
        Reports reports = new Reports();
        reports.setCamelContext(context);
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(reports.write(lastWave).resolve("uids.csv"))) {
            String[] cells = line.split(",", -1);
            if (cells[7].matches("\\d+")) {
                for (long i = 0; i < Long.parseLong(cells[7]); i++) {
                    cells[3] = String.valueOf(Long.parseLong(cells[3]) + (i == 0 ? 0 : 1));
                    cells[6] = String.valueOf(Long.parseLong(cells[6]) + (i == 0 ? 0 : 1));
                    lines.add(String.join(",", Arrays.copyOf(cells, 7)));
                }
            }
        }
        return lines;
    }

    public AccountResult clone(String user) {
        return run(row(user, Mode.CLONE));
    }

    public AccountResult merge(String user) {
        return run(row(user, Mode.MERGE));
    }

    static ControlRow row(String user, Mode mode) {
        return ControlRow.of(2, user, user, mode).build();
    }

    /** Another user whom this ledger migrates. */
    void moves(String from, String to) {
        ControlRow row = ControlRow.of(3, from, to, Mode.CLONE).build();
        ledger().waves()
                .begin(
                        "others.csv",
                        from,
                        List.of(new NewAccount(row, null, null)).iterator());
    }

    /** A new wave's lease on this user's clone, for what a test writes into the ledger itself. */
    Account accountOf(String user) {
        return taken(row(user, Mode.CLONE));
    }

    private Account taken(ControlRow row) {
        String wave = ledger().waves()
                .begin(
                        "wave.csv",
                        UUID.randomUUID().toString(),
                        List.of(new NewAccount(
                                        row, password(source, row.sourceUser()), password(target, row.targetUser())))
                                .iterator())
                .wave()
                .id();
        lastWave = wave;
        return ledger().leases().take(wave, row.account()).orElseThrow();
    }

    /** One account through the line; what stopped it is in the result. */
    public AccountResult run(ControlRow row) {
        Account account = taken(row);
        account.getResult().progress.faults = waits;
        Exchange answer = context.createProducerTemplate()
                .send("direct:line", exchange -> exchange.getMessage().setBody(account));
        AccountResult result = account.getResult();
        Exception fault = answer.getException();
        retryAfter = fault instanceof TransientException passing ? passing.retryAfter() : Duration.ZERO;
        result.outcome = fault == null ? Outcome.DONE : outcome(fault);
        result.reason = fault == null ? null : fault.getMessage();
        ledger().leases().end(account);
        return result;
    }

    private static Secret password(MailServer server, String user) {
        String own = server.password(user); // makes the user
        return adminActs(server) ? null : Secret.of(own);
    }

    /** Is there a login that acts for everybody? */
    private static boolean adminActs(MailServer server) {
        return server instanceof Dovecot || server instanceof Cyrus || server instanceof James;
    }

    /** For the message of an assertion. */
    static String shown(AccountResult result) {
        return result.copied + " copied, " + result.present + " present, " + result.goneAtTarget + " gone, "
                + result.skipped + " skipped, " + result.folders + result.warnings;
    }

    private static Outcome outcome(Exception fault) {
        if (fault instanceof RefusedException) {
            return Outcome.REFUSED;
        }
        if (fault instanceof PermanentException fatal) {
            return fatal.outcome();
        }
        if (fault instanceof TransientException) {
            return Outcome.FAILED; // once the redeliveries are used up
        }
        throw new AssertionError(fault);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        close();
    }

    @Override
    public void close() {
        context.stop();
        if (reopened != null) {
            reopened.close();
        }
    }
}
