// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.mailmig.world.Hanging;

/** Debian's PostgreSQL on a free port of the loopback, with its default configuration: durable, READ COMMITTED. */
public final class Postgres {
    public static final String USER = "mailmig";
    public static final String PASSWORD = "pw of the ledger";

    /** SIGTERM would wait until the last client has gone. */
    private static final String ENDED_AT_ONCE = "trap 'kill -INT $p' TERM; \"$@\" & p=$!; wait $p; wait $p";

    private final Daemon daemon = new Daemon("postgres");
    private final int[] ports = Ports.free(1);

    private Postgres() {
        try {
            Files.writeString(daemon.dir().resolve("password"), PASSWORD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon.handOver();
        daemon.tool(
                program("initdb"),
                "--pgdata=" + data(),
                "--username=" + USER,
                "--pwfile=password",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync");
        start();
    }

    /** Where the newest PostgreSQL has its programs. */
    static Optional<Path> programs() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin ->
                            Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("postgres")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String program(String name) {
        return programs().orElseThrow().resolve(name).toString();
    }

    private String data() {
        return daemon.dir().resolve("data").toString();
    }

    private static final class Shared {
        static final Postgres INSTANCE = new Postgres();
    }

    /** The one that all tests of this JVM share; started at first use. */
    public static Postgres shared() {
        return Shared.INSTANCE;
    }

    /** One of the caller's own, which may be stopped and started. */
    public static Postgres startOwn() {
        return new Postgres();
    }

    /** Starts again on the same port, with all that was committed, after {@link #stop}. */
    public void start() {
        daemon.start(
                List.of(
                        "/bin/sh",
                        "-c",
                        ENDED_AT_ONCE,
                        "sh",
                        program("postgres"),
                        "-D",
                        data(),
                        "-p",
                        String.valueOf(ports[0]),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories="),
                ports);
        await("PostgreSQL to take logins; its port is open before")
                .atMost(Hanging.AFTER)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    DriverManager.getConnection(url("postgres"), USER, PASSWORD).close();
                    return true;
                });
    }

    /** Ends it, and every transaction that has not committed. */
    public void stop() {
        daemon.stop();
    }

    /** URL of a new, empty database; user and password are {@link #USER} and {@link #PASSWORD}. */
    public String newDatabase() {
        String name = "ledger_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + ports[0] + "/" + database;
    }
}
