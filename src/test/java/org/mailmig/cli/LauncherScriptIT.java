// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.output.ExitCode;

/** What the script {@code mailmig} decides before Java begins, with a Java and a Maven that write down how they were called. */
class LauncherScriptIT {
    @TempDir
    Path dir;

    private Launcher launcher;

    @BeforeEach
    void copy() throws IOException {
        launcher = Launcher.hollow(Files.createDirectory(dir.resolve("a home")));
        launcher.with("JAVA_HOME", java("17.0.1").toString());
    }

    /** A JDK of this version that notes its arguments, makes the archive asked for, and ends with 7. */
    private Path java(String version) throws IOException {
        Path home = Files.createDirectories(dir.resolve("java " + version));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Launcher.script(
                home.resolve("bin/java"),
                "printf '%s\\n' \"$@\" > '" + dir + "'/call.$(ls '" + dir + "' | grep -c '^call')",
                "for word in \"$@\"; do case \"$word\" in",
                "  org.mailmig.cli.CdsTraining) env > '" + dir + "/training.env'; ls \"$MAILMIG_HOME\" > '" + dir
                        + "/training.home'; exit 0 ;;",
                "  -Xshare:dump) dump=yes ;;",
                "  -XX:SharedArchiveFile=*) archive=${word#*=} ;;",
                "esac; done",
                "if [ -n \"$dump\" ]; then echo made > \"$archive\"; exit 0; fi",
                "echo \"this is $0\"",
                "exit 7");
        Launcher.script(home.resolve("bin/javac"));
        return home;
    }

    /** Arguments of each call of Java, one list a call. */
    private List<List<String>> calls() throws IOException {
        List<List<String>> calls = new ArrayList<>();
        for (Path file = dir.resolve("call.0"); Files.exists(file); file = dir.resolve("call." + calls.size())) {
            calls.add(Files.readAllLines(file));
        }
        return calls;
    }

    /** As on a machine without Java in the usual places. */
    private void nothingInstalled() throws IOException {
        launcher.bare();
        String script = Files.readString(launcher.script());
        String bent = script.replace("/usr/lib/jvm/", "/nowhere/").replace("/opt/", "/nowhere/");
        assertThat(bent).isNotEqualTo(script);
        Files.writeString(launcher.script(), bent);
    }

    private static void age(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    @Test
    void withoutJavaOneLineSaysWhatToInstall() throws Exception {
        nothingInstalled();
        launcher.with("JAVA_HOME", "");
        Launcher.Ended ended = launcher.mailmig("plan");
        assertThat(ended.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(ended.output())
                .hasLineCount(1)
                .startsWith("mailmig: No Java from version 17 on was found")
                .contains("apt install openjdk-17-jdk-headless", "JAVA_HOME");
    }

    @Test
    void aJavaThatIsTooOldIsPassedOverForOneOnThePath() throws Exception {
        nothingInstalled();
        launcher.with("JAVA_HOME", java("11.0.2").toString());
        assertThat(launcher.mailmig("plan").output()).contains("No Java from version 17 on");
        launcher.with("JAVA_HOME", java("1.8.0_392").toString());
        assertThat(launcher.mailmig("plan").output()).contains("No Java from version 17 on");

        Files.createSymbolicLink(
                launcher.programs().resolve("java"), java("21-ea").resolve("bin/java"));
        Launcher.Ended ended = launcher.mailmig("plan");
        assertThat(ended.output()).contains("this is " + dir.resolve("java 21-ea/bin/java"));
    }

    @Test
    void wordsAndExitCodePassUnharmed() throws Exception {
        Launcher.Ended ended = launcher.mailmig("/c:my wave.csv", "/p:*", "", "it's \"$HOME\" `x`");
        assertThat(ended.exit()).isEqualTo(7);
        List<String> call = calls().get(2);
        assertThat(call.subList(call.indexOf("org.mailmig.cli.Mailmig") + 1, call.size()))
                .containsExactly("/c:my wave.csv", "/p:*", "", "it's \"$HOME\" `x`");
        assertThat(call.get(call.indexOf("-cp") + 1))
                .isEqualTo(launcher.jar() + ":" + launcher.home().resolve("target/lib/some.jar"));
    }

    @Test
    void theArchiveIsMadeOnceForEachJar() throws Exception {
        launcher.mailmig("status");
        launcher.mailmig("status");
        assertThat(calls()).hasSize(4);
        assertThat(calls().get(0)).contains("org.mailmig.cli.CdsTraining");
        assertThat(calls().get(1)).contains("-Xshare:dump");
        assertThat(calls().subList(2, 4)).allSatisfy(call -> assertThat(call)
                .contains("-XX:SharedArchiveFile=" + launcher.archive(), "org.mailmig.cli.Mailmig")
                .doesNotContain("org.mailmig.cli.CdsTraining", "-Xshare:dump"));

        age(launcher.jar(), Instant.now().plusSeconds(60));
        launcher.mailmig("status");
        assertThat(calls()).hasSize(7);
        assertThat(calls().get(4)).contains("org.mailmig.cli.CdsTraining");
        assertThat(calls().get(5)).contains("-Xshare:dump");
    }

    /** After an update of Java, or with the folder moved, each start took a second longer, and nobody made a new one. */
    @Test
    void theArchiveIsMadeAgainForAnotherJavaAndForAnotherFolder() throws Exception {
        launcher.mailmig("status");
        assertThat(calls()).hasSize(3);

        launcher.with("JAVA_HOME", java("17.0.2").toString());
        launcher.mailmig("status");
        assertThat(calls()).hasSize(6);
        assertThat(calls().get(4)).contains("-Xshare:dump");
        launcher.mailmig("status");
        assertThat(calls()).hasSize(7);

        Files.writeString(dir.resolve("java 17.0.2/release"), "JAVA_VERSION=\"17.0.2\"\nSOURCE=\"patched\"\n");
        launcher.mailmig("status");
        assertThat(calls()).hasSize(10);

        Path moved = Files.move(launcher.home(), dir.resolve("moved"));
        launcher.run(List.of(moved.resolve("mailmig").toString(), "status"));
        assertThat(calls()).hasSize(13);
        assertThat(calls().get(11)).contains("-Xshare:dump");
        Files.move(moved, launcher.home());
    }

    /** With LANG unset a folder next to K\u00f6ln was made, named K??ln. */
    @Test
    void aPlainLocaleBecomesUnicode() throws Exception {
        launcher.with("LANG", "").with("LC_ALL", "").with("LC_CTYPE", "");
        Launcher.script(dir.resolve("java 17.0.1/bin/java"), "echo \"locale is ${LC_ALL:-$LANG}\"");
        assertThat(launcher.mailmig("status").output()).contains("locale is C.UTF-8");
        launcher.with("LC_ALL", "C");
        assertThat(launcher.mailmig("status").output()).contains("locale is C.UTF-8");
        launcher.with("LC_ALL", "de_DE.UTF-8");
        assertThat(launcher.mailmig("status").output()).contains("locale is de_DE.UTF-8");
        launcher.with("LC_ALL", "").with("LANG", "en_GB.utf8");
        assertThat(launcher.mailmig("status").output()).contains("locale is en_GB.utf8");
    }

    /** It was a run with the operator's own report mail, probe and queue, or into the ledger that MAILMIG_LEDGER_URL names. */
    @Test
    void theRunThatMakesTheArchiveKnowsNothingOfTheOperatorsConfiguration() throws Exception {
        launcher.with("MAILMIG_LEDGER_URL", "jdbc:postgresql://live/ledger");
        launcher.mailmig("status");
        assertThat(Files.readAllLines(dir.resolve("training.env")))
                .filteredOn(line -> line.startsWith("MAILMIG_"))
                .singleElement()
                .asString()
                .startsWith("MAILMIG_HOME=" + launcher.home().resolve("target"));
        assertThat(Files.readAllLines(dir.resolve("training.home"))).containsExactly("routes");
        assertThat(launcher.home().resolve("target")).isDirectoryNotContaining("glob:**training.home*");
    }

    @Test
    void whatIsOlderThanTheJarIsNotBuiltAndWhatIsNewerOnce() throws Exception {
        launcher.mailmig("status");
        assertThat(launcher.builds()).isEmpty();

        age(
                launcher.home().resolve("routes/20-account.camel.yaml"),
                Instant.now().plusMillis(10));
        Thread.sleep(20);
        Launcher.Ended ended = launcher.mailmig("status");
        assertThat(ended.output()).startsWith("mailmig: building (once").contains("this is");
        assertThat(launcher.builds()).containsExactly(dir.resolve("java 17.0.1") + " -q -B -DskipTests package");

        assertThat(launcher.mailmig("status").output()).startsWith("this is");
        assertThat(launcher.builds()).hasSize(1);
    }

    @Test
    void aBuildThatFailsShowsItsOutputAndBeginsNothing() throws Exception {
        Files.delete(launcher.jar());
        launcher.program("mvn", "echo 'a.java:3: what is this?'", "exit 1");
        Launcher.Ended ended = launcher.mailmig("status");
        assertThat(ended.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(ended.output()).contains("a.java:3: what is this?", "mailmig: The build failed, see above");
        assertThat(calls()).isEmpty();
    }

    @Test
    void withoutMavenOrACompilerOneLineSaysWhatToInstall() throws Exception {
        nothingInstalled();
        Files.delete(launcher.jar());
        Files.delete(dir.resolve("java 17.0.1/bin/javac"));
        assertThat(launcher.mailmig("status").output())
                .hasLineCount(1)
                .contains("has no compiler: install a JDK (Debian: apt install openjdk-17-jdk-headless)");

        Files.delete(launcher.programs().resolve("mvn"));
        Launcher.Ended ended = launcher.mailmig("status");
        assertThat(ended.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(ended.output())
                .hasLineCount(1)
                .contains("Maven is needed to build mailmig once", "apt install maven");
    }
}
