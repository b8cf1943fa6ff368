// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.servers.memory.InMemoryImapServer;

/**
 * The ledger was asked ten times for the pairings of each folder, which is a round trip each where it is in PostgreSQL; and how many
 * commands a folder costs at the servers.
 */
class WhatAnAccountCostsTest {
    private static final int FOLDERS = 12;
    /** Before anything is copied, and when it is verified; the rest is asked for all folders together. */
    private static final int QUERIES_OF_A_FOLDER = 2;

    /** STATUS; EXAMINE twice, for the list and for the texts, each with its FETCH; EXAMINE and SEARCH to count at the end. */
    private static final int COMMANDS_OF_A_SOURCE_FOLDER = 7;

    private final InMemoryImapServer source = new InMemoryImapServer("UIDPLUS UNSELECT");
    private final InMemoryImapServer target = new InMemoryImapServer("UIDPLUS UNSELECT");
    private final String ledger = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final InProcess line = new InProcess(source, target).with("mailmig.ledger.url", ledger);
    private Connection statistics;

    @BeforeEach
    void open() throws SQLException {
        statistics = DriverManager.getConnection(ledger, "", "");
        try (Statement statement = statistics.createStatement()) {
            statement.execute("set query_statistics true");
            statement.execute("set query_statistics_max_entries 10000");
        }
        source.with("INBOX", "in");
        for (int i = 1; i < FOLDERS; i++) {
            source.with("Folder " + i, "one of " + i, "two of " + i);
        }
    }

    @AfterEach
    void close() throws SQLException {
        line.close();
        source.close();
        target.close();
        try (Statement statement = statistics.createStatement()) {
            statement.execute("shutdown");
        }
    }

    private long executed(String pattern) throws SQLException {
        try (PreparedStatement select = statistics.prepareStatement(
                "select coalesce(sum(execution_count), 0) from information_schema.query_statistics where"
                        + " sql_statement like ?")) {
            select.setString(1, pattern);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void theLedgerIsAskedForThePairingsOfAllFoldersTogether(String mode) throws SQLException {
        AccountResult result = mode.equals("clone") ? line.clone("anna") : line.merge("anna");
        assertThat(result.outcome).describedAs("%s", result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.copied).isEqualTo(2 * FOLDERS - 1);
        assertThat(executed("select %from uid_run where folder = ? order by source_uid"))
                .as("for each folder")
                .isLessThanOrEqualTo(QUERIES_OF_A_FOLDER * FOLDERS);
        assertThat(executed("select %from uid_run r join folder%"))
                .as("for all")
                .isBetween(1L, 10L);
    }

    @Test
    void aFolderCostsAFewCommandsAtTheSource() {
        line.merge("anna");
        List<String> ofFolder = source.commands.stream()
                .filter(one -> one.contains("UID ") || one.startsWith("EXAMINE") || one.startsWith("STATUS"))
                .toList();
        assertThat(ofFolder).hasSizeLessThanOrEqualTo(COMMANDS_OF_A_SOURCE_FOLDER * FOLDERS);
    }
}
