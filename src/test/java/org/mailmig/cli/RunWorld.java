// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;

/** A folder with a configuration and control files for the embedded servers of the demo. */
public final class RunWorld {
    private final Path dir;
    private final Path config;

    public RunWorld(Path dir, DemoServers servers, String... more) throws IOException {
        this.dir = dir;
        config = Files.writeString(
                dir.resolve("my.properties"),
                String.join(
                                "\n",
                                "mailmig.source.uri = imap://127.0.0.1:"
                                        + servers.source.getImap().getPort(),
                                "mailmig.source.tls = none",
                                "mailmig.target.uri = imap://127.0.0.1:"
                                        + servers.target.getImap().getPort(),
                                "mailmig.target.tls = none",
                                "mailmig.directory.url = " + servers.directoryUrl(),
                                "mailmig.directory.base = dc=new,dc=example",
                                "mailmig.directory.bind-dn = " + DemoServers.BIND_DN,
                                "mailmig.directory.password = " + servers.bindPassword(),
                                "mailmig.forwarder.domain = old.example",
                                "mailmig.forwarder.settle = 0s",
                                "mailmig.sweep.wait = 0s",
                                "mailmig.feeder.period = 100",
                                "mailmig.ledger.url = jdbc:h2:file:" + dir.resolve("ledger"),
                                "mailmig.intake.dir = " + dir.resolve("intake"),
                                "mailmig.dead-letter.dir = " + dir.resolve("dead-letter"),
                                "mailmig.report.dir = " + dir.resolve("report"),
                                String.join("\n", more))
                        + "\n");
    }

    public Path config() {
        return config;
    }

    public Path wave(DemoUser... users) throws IOException {
        StringBuilder rows =
                new StringBuilder("source_user,target_user,address,source_password,target_password,mode\n");
        for (DemoUser user : users) {
            rows.append(String.join(
                            ",",
                            user.source(),
                            user.target(),
                            user.target(),
                            user.sourcePassword(),
                            user.targetPassword(),
                            "clone"))
                    .append('\n');
        }
        return Files.writeString(dir.resolve("wave.csv"), rows);
    }
}
