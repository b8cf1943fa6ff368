package org.mailmig.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What the launcher lets run once, so that the JVM can keep the classes of a small command ready (class data sharing): a
 * plan whose servers do not answer, and a status. Touches nothing but a folder of its own for a moment.
 */
final class Training {
    private Training() {}

    public static void main(String[] args) throws IOException {
        Path dir = Files.createTempDirectory("mailmig-training-");
        PrintWriter out = new PrintWriter(System.out, true);
        try {
            Path control = Files.writeString(
                    dir.resolve("wave.csv"),
                    "source_user,source_password,target_password\nanna@old.example,a,b\nbert@old.example,a,b\n");
            Path config = Files.writeString(
                    dir.resolve("my.properties"),
                    String.join(
                            "\n",
                            "mailmig.source.uri=imap://127.0.0.1:1",
                            "mailmig.source.tls=none",
                            "mailmig.target.uri=imap://127.0.0.1:1",
                            "mailmig.target.tls=none",
                            "mailmig.ledger.url=jdbc:h2:file:" + dir.resolve("ledger")));
            String[] common = {
                "--config", config.toString(), "--log", dir.resolve("log").toString()
            };
            execute(out, common, "plan", "-c", control.toString());
            execute(out, common, "status");
        } finally {
            try (Stream<Path> files = Files.walk(dir)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void execute(PrintWriter out, String[] common, String... words) {
        String[] all = Stream.concat(Stream.of(words), Stream.of(common)).toArray(String[]::new);
        Mailmig.execute(out, out, all);
    }
}
