// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.mailmig.config.Secret;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.database.LedgerUrl;
import org.mailmig.ledger.journal.CopyBases;
import org.mailmig.ledger.journal.CopyJournal;
import org.mailmig.ledger.journal.FolderStates;
import org.mailmig.ledger.journal.UidMappings;
import org.mailmig.ledger.tables.AccountLeases;
import org.mailmig.ledger.tables.AccountQueue;
import org.mailmig.ledger.tables.Accounts;
import org.mailmig.ledger.tables.AddedAddresses;
import org.mailmig.ledger.tables.EntryClaims;
import org.mailmig.ledger.tables.Events;
import org.mailmig.ledger.tables.Findings;
import org.mailmig.ledger.tables.Forwarders;
import org.mailmig.ledger.tables.HeldAccounts;
import org.mailmig.ledger.tables.Passwords;
import org.mailmig.ledger.tables.Scripts;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.tables.Workers;
import org.mailmig.ledger.wave.WorkerId;

/** The entry point of the ledger. Thread-safe; a second process may open the same ledger at the same time. */
public final class Ledger implements AutoCloseable {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int BEATS_PER_LEASE = 4;

    private final Database database;
    private final Workers workers;
    private final Waves waves;
    private final Accounts accounts;
    private final AccountQueue queue;
    private final AccountLeases leases;
    private final HeldAccounts held;
    private final CopyJournal copies;
    private final FolderStates folderStates;
    private final UidMappings uidMappings;
    private final CopyBases copyBases;
    private final Findings findings;
    private final Scripts scripts;
    private final Forwarders forwarders;
    private final AddedAddresses carried;
    private final EntryClaims claims;
    private final Events events;
    private final ScheduledExecutorService heartbeat;

    Ledger(Database database, Secret key, Duration lease) {
        this.database = database;
        WorkerId holder = WorkerId.here();
        this.workers = new Workers(database, holder, lease, System::currentTimeMillis);
        Passwords passwords = new Passwords(key, holder, !database.isEmbedded());
        this.waves = new Waves(database, passwords);
        this.accounts = new Accounts(database, passwords);
        this.queue = new AccountQueue(database, workers);
        this.leases = new AccountLeases(database, workers);
        this.held = new HeldAccounts(database, workers);
        this.copies = new CopyJournal(database, workers);
        this.folderStates = new FolderStates(database, workers);
        this.uidMappings = new UidMappings(database, workers);
        this.copyBases = new CopyBases(database, workers);
        this.findings = new Findings(database, workers);
        this.scripts = new Scripts(database, workers);
        this.forwarders = new Forwarders(database, workers);
        this.carried = new AddedAddresses(database, workers);
        this.claims = new EntryClaims(database);
        this.events = new Events(database);
        this.heartbeat = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "mailmig-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        workers.enter();
        workers.releasePasswordsOfTheDead();
        long beat = lease.toMillis() / BEATS_PER_LEASE;
        heartbeat.scheduleWithFixedDelay(workers::beat, beat, beat, TimeUnit.MILLISECONDS);
    }

    /** A ledger's URL for display: the path of a file, or the URL without its options, which may contain a password. */
    public static String shown(String jdbcUrl) {
        return LedgerUrl.forPeople(jdbcUrl);
    }

    /** Opens the ledger and migrates its schema. {@code key} encrypts row passwords; if it is {@code null}, they stay in memory. */
    public static Ledger open(String jdbcUrl, Secret key) {
        return new Ledger(new Database(jdbcUrl, null, null), key, LEASE);
    }

    /**
     * The context's ledger: the bean {@code mailmigLedger} if one is bound, else one that is opened by the {@code mailmig.ledger.*} keys at
     * first use and closed with the context.
     */
    public static Ledger of(CamelContext context) {
        return ContextLedger.of(context);
    }

    public Waves waves() {
        return waves;
    }

    public Accounts accounts() {
        return accounts;
    }

    public AccountQueue queue() {
        return queue;
    }

    public AccountLeases leases() {
        return leases;
    }

    public HeldAccounts held() {
        return held;
    }

    public CopyJournal copies() {
        return copies;
    }

    public FolderStates folderStates() {
        return folderStates;
    }

    public UidMappings uidMappings() {
        return uidMappings;
    }

    public CopyBases copyBases() {
        return copyBases;
    }

    public Findings findings() {
        return findings;
    }

    public Scripts scripts() {
        return scripts;
    }

    public Forwarders forwarders() {
        return forwarders;
    }

    public AddedAddresses carried() {
        return carried;
    }

    public EntryClaims claims() {
        return claims;
    }

    public Events events() {
        return events;
    }

    @Override
    public void close() {
        heartbeat.shutdownNow();
        workers.leave();
        database.close();
    }
}
