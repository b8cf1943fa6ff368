// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.query;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.database.Sql;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.text.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events of waves. */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int LONGEST = 4000;

    private final Database database;

    public Events(Database database) {
        this.database = database;
    }

    public void add(String wave, String account, EventKind kind, String said) {
        String text = Printable.of(said);
        LOG.atLevel(kind.level()).log("{} {} {}: {}", wave, account == null ? "" : account, kind.word(), text);
        String shortened = text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
        database.tx(connection -> Sql.update(
                connection,
                "insert into event (at, wave, account, kind, text) values (?, ?, ?, ?, ?)",
                Instant.now().toEpochMilli(),
                wave,
                account,
                kind.word(),
                shortened));
    }

    /** Events with a number above {@code after}, oldest first, at most {@code most}. */
    public List<Event> list(String wave, long after, int most) {
        return database.tx(connection -> query(
                connection,
                row -> new Event(
                        row.getLong("id"),
                        Instant.ofEpochMilli(row.getLong("at")),
                        row.getString("wave"),
                        row.getString("account"),
                        EventKind.of(row.getString("kind")),
                        row.getString("kind"),
                        row.getString("text")),
                "select * from event where wave = ? and id > ? order by id limit " + most,
                wave,
                after));
    }

    /** Accounts of the wave with an event of this kind. */
    public Set<String> accounts(String wave, EventKind kind) {
        return Set.copyOf(database.tx(connection -> query(
                connection,
                row -> row.getString(1),
                "select distinct account from event where wave = ? and kind = ? and account is not null",
                wave,
                kind.word())));
    }
}
