// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Mode;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.routes.LineTestSupport;

/** With a full disk for the ledger, raw database messages were shown, or the run hung for minutes. */
class FullDiskIT {
    @TempDir
    Path dir;

    /** In a process of its own whose files may not grow beyond half a megabyte: the system refuses the write as a full disk does. */
    @Test
    void theLedgerNamesItsFileAndTheReasonAtOnceAndEachTime() throws Exception {
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f 512; exec \"$@\"",
                        "bash",
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        dir.resolve("ledger").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());

        List<String> sentences = said.lines()
                .filter(line -> line.startsWith("FATAL ") || line.startsWith("PASSING "))
                .toList();
        assertThat(sentences).describedAs(said).hasSize(2).allSatisfy(line -> assertThat(line)
                .startsWith("FATAL The ledger " + dir.resolve("ledger") + " cannot be written: ")
                .contains("File too large")
                .contains("Free disk space")
                .doesNotContain("[", "SQL"));
        assertThat(process.waitFor()).isZero();
    }

    /** Begins waves until the ledger takes no more, then asks once more. */
    static final class Writer {
        public static void main(String[] arguments) {
            Ledger ledger = Ledger.open("jdbc:h2:file:" + arguments[0], null);
            int faults = 0;
            for (int wave = 0; wave < 1000 && faults < 2; wave++) {
                try {
                    ledger.waves()
                            .begin("wave.csv", "digest " + wave, accounts(wave).iterator());
                } catch (PermanentException e) {
                    System.out.println("FATAL " + e.getMessage());
                    faults++;
                } catch (TransientException e) {
                    System.out.println("PASSING " + e.getMessage());
                    faults++;
                }
            }
            Runtime.getRuntime().halt(0);
        }

        private static List<NewAccount> accounts(int wave) {
            List<NewAccount> accounts = new ArrayList<>();
            IntStream.range(0, 200)
                    .forEach(user -> accounts.add(
                            new NewAccount(LineTestSupport.row("user-" + wave + "-" + user, Mode.MERGE), null, null)));
            return accounts;
        }
    }
}
