// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.demo.SampleMail;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.flow.LyingLine;

/** What goes over the wire in a plan, and to the source in a run, changes nothing. */
class PlanOnlyReadsTest {
    private static final Set<String> CHANGE_NOTHING = Set.of(
            "CAPABILITY",
            "NOOP",
            "LOGOUT",
            "AUTHENTICATE",
            "LOGIN",
            "ID",
            "ENABLE",
            "NAMESPACE",
            "LIST",
            "LSUB",
            "STATUS",
            "EXAMINE",
            "UNSELECT",
            "FETCH",
            "SEARCH",
            "GETQUOTAROOT",
            "GETACL",
            "GETMETADATA");

    @TempDir
    Path dir;

    private final List<String> toSource = new CopyOnWriteArrayList<>();
    private final List<String> toTarget = new CopyOnWriteArrayList<>();

    private static UnaryOperator<String> recorded(List<String> lines) {
        return line -> {
            lines.add(line);
            return line;
        };
    }

    /** The second word of a tagged line, or the third after UID; lines without a tag answer a challenge. */
    private static Set<String> verbs(List<String> lines) {
        Set<String> verbs = new TreeSet<>();
        for (String line : lines) {
            String[] words = line.strip().split(" ");
            if (words.length > 1) {
                verbs.add(words[1].equals("UID") ? words[2] : words[1]);
            }
        }
        return verbs;
    }

    private int command(DemoServers servers, String name, String mode) throws Exception {
        try (LyingLine source = new LyingLine(
                        servers.source.getImap().getPort(), recorded(toSource), UnaryOperator.identity());
                LyingLine target = new LyingLine(
                        servers.target.getImap().getPort(), recorded(toTarget), UnaryOperator.identity())) {
            RunWorld world = new RunWorld(
                    dir,
                    servers,
                    "mailmig.source.uri = imap://127.0.0.1:" + source.port(),
                    "mailmig.target.uri = imap://127.0.0.1:" + target.port());
            return new Cli(dir)
                    .logged(
                            name,
                            "-c",
                            world.wave(DemoUser.ANNA).toString(),
                            "--config",
                            world.config().toString(),
                            "--mode",
                            mode);
        }
    }

    @Test
    void aPlanChangesNothingOnEitherSideAndARunNothingAtTheSource() throws Exception {
        try (DemoServers servers = new DemoServers()) {
            new SampleMail(1).fill(servers.folder(servers.source, DemoUser.ANNA.source(), "INBOX"), DemoUser.ANNA, 3);

            assertThat(command(servers, "plan", "clone")).isLessThan(ExitCode.ERRORS);
            assertThat(command(servers, "plan", "merge")).isLessThan(ExitCode.ERRORS);
            assertThat(verbs(toSource)).contains("EXAMINE", "FETCH").isSubsetOf(CHANGE_NOTHING);
            assertThat(verbs(toTarget)).contains("LIST").isSubsetOf(CHANGE_NOTHING);

            assertThat(command(servers, "run", "clone")).isLessThan(ExitCode.ERRORS);
            assertThat(verbs(toSource)).isSubsetOf(CHANGE_NOTHING);
            assertThat(verbs(toTarget)).contains("APPEND");
        }
    }
}
