// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.config.Secret;
import org.mailmig.control.IntakeWorld;
import org.mailmig.control.ValidationResult;
import org.mailmig.control.rows.IntakeOptions;
import org.mailmig.ledger.wave.NewAccount;

/** Our own grammar: what is taken, and what is said of what is not. */
class ControlFileTest {
    @TempDir
    static Path dir;

    static IntakeWorld world;

    @BeforeAll
    static void open() throws Exception {
        world = new IntakeWorld(dir);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void aUserAloneGetsTheDefaults() throws Exception {
        ControlRow row =
                world.check("source_user\nanna@old.example\n").accounts().get(0).row();

        assertThat(row)
                .isEqualTo(ControlRow.of(2, "anna@old.example", "anna@old.example", Mode.MERGE)
                        .address("anna@old.example")
                        .build());
    }

    @Test
    void columnsMayBeInAnyOrderAndCase() throws Exception {
        ValidationResult checked = world.check(
                """
                Folder_Exclude, MODE,target_folder,TARGET_USER,source_user,address,forward_address,dn,source_server,target_server,folder_include,source_password,target_password
                Spam; Trash ;,Merge,Old mail,ann,anna,ann@new.example,a.old,"cn=ann,dc=new",branch,MAIL.new.example:993,"IN,BOX", p w ,"a""b"
                """);

        assertThat(checked.errors()).isEmpty();
        NewAccount account = checked.accounts().get(0);
        assertThat(account.sourcePassword()).isEqualTo(Secret.of(" p w "));
        assertThat(account.targetPassword()).isEqualTo(Secret.of("a\"b"));
        assertThat(account.row())
                .isEqualTo(ControlRow.of(2, "anna", "ann", Mode.MERGE)
                        .address("ann@new.example")
                        .forwardAddress("a.old")
                        .dn("cn=ann,dc=new")
                        .servers("branch", "target")
                        .folders(List.of("IN,BOX"), List.of("Spam", "Trash"))
                        .targetFolder("Old mail")
                        .build());
    }

    @Test
    void aSecurityIdentifierIsTakenAndWhatIsNoneIsAnError() throws Exception {
        ValidationResult good = world.check("source_user,SID\nanna,S-1-5-21-1-2-3-1001\nbert,\n");
        assertThat(good.accounts().get(0).row().sid()).isEqualTo("S-1-5-21-1-2-3-1001");
        assertThat(good.accounts().get(1).row().sid()).isNull();

        assertThat(world.check("source_user,sid\nanna,anna\n").errors())
                .singleElement()
                .asString()
                .contains("line 2", "sid", "S-1-5-21");
    }

    static Stream<Arguments> encodings() {
        String text = "source_user,target_user\r\nmüller,möller\r\njürgen,jörgen\r\n";
        return Stream.of(
                arguments("UTF-8", text.getBytes(StandardCharsets.UTF_8)),
                arguments("UTF-8 with BOM", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8)),
                arguments("UTF-16LE with BOM", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE)),
                arguments("UTF-16BE with BOM", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE)),
                arguments("LF", text.replace("\r", "").getBytes(StandardCharsets.UTF_8)),
                arguments("CR", text.replace("\n", "").getBytes(StandardCharsets.UTF_8)),
                arguments("no final line end", text.strip().getBytes(StandardCharsets.UTF_8)),
                arguments("empty lines", ("\n\n" + text.replace("\r\n", "\n\n")).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    void everyEncodingAndLineEndGivesTheSameRows(String name, byte[] bytes) throws Exception {
        ValidationResult checked =
                world.intake().check(world.file("encoded.csv", bytes), new IntakeOptions(null, null));

        assertThat(checked.errors()).isEmpty();
        assertThat(checked.accounts())
                .extracting(account ->
                        account.row().sourceUser() + ">" + account.row().targetUser())
                .containsExactly("müller>möller", "jürgen>jörgen");
    }

    @Test
    void linesAreCountedThroughEmptyLinesAndEveryLineEnd() throws Exception {
        ValidationResult checked = world.check("source_user\r\n\r\na\rb\nc\r\n\nd");

        assertThat(checked.accounts())
                .extracting(account -> account.row().line())
                .containsExactly(3, 4, 5, 7);
    }

    @Test
    void aCodePageIsReadWhereItIsNamed(@TempDir Path other) throws Exception {
        try (IntakeWorld ansi = new IntakeWorld(other, "mailmig.intake.charset=windows-1252")) {
            Path file = ansi.file("ansi.csv", "source_user\nmüller\n".getBytes(Charset.forName("windows-1252")));
            assertThat(ansi.intake().check(file, new IntakeOptions(null, null)).accounts())
                    .extracting(account -> account.row().sourceUser())
                    .containsExactly("müller");
        }
    }

    @Test
    void bytesOfAnotherCodePageAreNamedWithLineAndOffset() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("source_user\r\nanna\r\nm".getBytes(StandardCharsets.US_ASCII));
        bytes.write(0xFC);
        bytes.writeBytes("ller\r\nbert,x\r\n".getBytes(StandardCharsets.US_ASCII));
        ValidationResult checked =
                world.intake().check(world.file("latin.csv", bytes.toByteArray()), new IntakeOptions(null, null));

        assertThat(checked.accounts()).isEmpty();
        assertThat(checked.errors()).hasSize(2);
        assertThat(checked.errors().get(0))
                .startsWith("latin.csv, line 3: the byte 0xFC at offset 20 is not UTF-8: save the file as UTF-8");
        assertThat(checked.errors().get(1)).startsWith("latin.csv, line 4: the row has 2 columns, but 1 are expected");
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                arguments("", "wave.csv: the file is empty"),
                arguments("\n\r\n", "wave.csv: the file is empty"),
                arguments("source_user,target_user\n", "wave.csv: the file lists no account"),
                arguments("source_user|target_user\na|b\n", "wave.csv, line 1: the columns are separated by \"|\""),
                arguments("source_user\ttarget_user\n", "wave.csv: the file lists no account"),
                arguments("anna\nbert\n", "wave.csv, line 1: the first line must name the columns"),
                arguments("target_user\nb\n", "wave.csv, line 1: the column source_user is missing"),
                arguments(
                        "source_user,pasword\na,b\n", "wave.csv, line 1, column 2: \"pasword\" is not a known column"),
                arguments("source_user,\na,b\n", "wave.csv, line 1, column 2: the column has no name"),
                arguments("source_user,Source_User\na,b\n", "wave.csv, line 1, column 2: source_user is here twice"),
                arguments("source_user,mode\na\n", "wave.csv, line 2: the row has 1 columns, but 2 are expected"),
                arguments(
                        "source_user,mode\n\"  \",merge\n", "wave.csv, line 2, column source_user: the field is empty"),
                arguments("source_user,mode\na,move\n", "wave.csv, line 2, column mode: \"move\" is not a mode"),
                arguments(
                        "source_user,mode,target_folder\na,clone,x\n",
                        "wave.csv, line 2, column target_folder: a clone keeps its folders"),
                arguments(
                        "source_user\na\u0000b\n",
                        "wave.csv, line 2, column 1: there is a control character (U+0000) here"),
                arguments(
                        "source_user,dn\na,b\u001Bc\n",
                        "wave.csv, line 2, column 2: there is a control character (U+001B)"),
                arguments(
                        "source_user\n\"a\nb\n",
                        "wave.csv, line 2, column 1: the quotation mark that opens here is not"),
                arguments(
                        "source_user\na\tb\n",
                        "wave.csv, line 2, column source_user: the value contains a line break or tab"),
                arguments(
                        "source_user,folder_include\na,b\nc,\"d\ne,f\ng,h\n",
                        "wave.csv, line 3, column 2: the quotation mark that opens here is not closed"),
                arguments(
                        "source_user\n\"a\"b\n", "wave.csv, line 2, column 1: there is text after a closing quotation"),
                arguments(
                        "source_user\na\"b\n", "wave.csv, line 2, column 1: there is a quotation mark inside a field"),
                arguments(
                        "source_user\n" + "x".repeat(9_000) + "\n",
                        "wave.csv, line 2, column 1: the field is longer than 8,192 characters"),
                arguments(
                        "source_user\n\"" + "x".repeat(9_000) + "\"\n",
                        "wave.csv, line 2, column 1: the quoted field that begins here is longer than 8,192"),
                arguments(
                        "source_user\n" + "x".repeat(256) + "\n",
                        "wave.csv, line 2, column source_user: the name is longer than 255"),
                arguments(
                        "source_user\nanna\nbert\nANNA \n",
                        "wave.csv, line 4, column source_user: the account \"ANNA\" is already in line 2"),
                arguments(
                        "source_user,target_user\na,x\nb,X\n",
                        "wave.csv, line 3, column target_user: the target \"X\" is already in line 2"),
                arguments(
                        "source_user,address\na,x@y\nb,X@Y\n",
                        "wave.csv, line 3, column address: the address \"X@Y\" is already in line 2"),
                arguments(
                        "source_user,target_server\na,mail.old.example\n",
                        "wave.csv, line 2, column target_user: source and target are the same mailbox"),
                arguments(
                        "source_user,source_server\na,169.254.169.254\n",
                        "wave.csv, line 2, column source_server: \"169.254.169.254\" is not exactly one server"),
                arguments(
                        "source_user,target_server\na,mail.new.example:22\n",
                        "wave.csv, line 2, column target_server: \"mail.new.example:22\" is not exactly one server"),
                arguments(
                        "source_user,source_server\nanna*admin,branch\n",
                        "wave.csv, line 2, column source_user: \"anna*admin\" contains \"*\""),
                arguments(
                        "source_user,forward_address\na,a b\n",
                        "wave.csv, line 2, column forward_address: \"a b\" is not an address"),
                arguments(
                        "source_user,address,forward_address\na,a@new.example,A@new.example\n",
                        "wave.csv, line 2, column forward_address: new mail would be forwarded to a@new.example itself"),
                arguments(
                        "source_user\nm\u00fcller\nmu\u0308ller\n",
                        "wave.csv, line 3, column source_user: the account"),
                arguments(
                        "source_user,dn\na,not a dn\n",
                        "wave.csv, line 2, column dn: \"not a dn\" is not a distinguished name"),
                arguments(
                        "source_user,dn\na,\"cn=" + "x".repeat(2_000) + "\"\n",
                        "wave.csv, line 2, column dn: the value is longer than 2000 characters"),
                arguments("IMAP_Mailbox,SMTP_Address\na,b\n", "wave.csv: this is an accounts file"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadFileIsNamedWithLineAndColumn(String text, String error) throws Exception {
        ValidationResult checked = world.check(text);

        assertThat(checked.accounts()).isEmpty();
        assertThat(checked.errors()).hasSize(1);
        assertThat(checked.errors().get(0)).startsWith(error);
        assertThat(checked.errors().get(0)).endsWith(".").doesNotContain("Exception");
    }

    @Test
    void aDovecotUserMayHoldAStarWhereNoAdminLogsIn() throws Exception {
        assertThat(world.check("source_user\nanna*admin\n").errors()).isEmpty();
    }

    @Test
    void whatLooksLikeAFormulaOrAPathIsData() throws Exception {
        ValidationResult checked = world.check("source_user,folder_include\n=cmd|x,../../etc\n+a,\"*;%\"\n@b,-\n");

        assertThat(checked.errors()).isEmpty();
        assertThat(checked.accounts())
                .extracting(account -> account.row().sourceUser())
                .containsExactly("=cmd|x", "+a", "@b");
    }

    @Test
    void anUnclosedQuoteHidesNoLaterError() throws Exception {
        assertThat(world.check("source_user,mode\na,zap\nb,\"zap\nc,zip\nd,\"merge\"\n")
                        .errors())
                .extracting(error -> error.replaceFirst(":.*", ""))
                .containsExactly(
                        "wave.csv, line 2, column mode", "wave.csv, line 3, column 2", "wave.csv, line 4, column mode");
    }

    @Test
    void utf16WithoutItsMarkIsReportedOncePerLine() throws Exception {
        byte[] text = "source_user\nanna\n".getBytes(StandardCharsets.UTF_16LE);
        world.file("wave.csv", text);
        List<String> errors = world.intake()
                .check(dir.resolve("wave.csv"), new IntakeOptions(Mode.MERGE, null))
                .errors();

        assertThat(errors).hasSizeLessThanOrEqualTo(4).anyMatch(error -> error.contains("save the file as UTF-8"));
    }

    @Test
    void allErrorsComeAtOnceInTheOrderOfTheLines() throws Exception {
        ValidationResult checked = world.check(
                "source_user,mode,pasword\na,clone,x\nb,zap,x\nb\nc\u0000,merge,x\nA,merge,x\n\"d\"e,merge,x\n");

        assertThat(checked.errors())
                .extracting(error -> error.replaceAll("wave.csv, (line \\d).*", "$1"))
                .containsExactly("line 1", "line 3", "line 4", "line 5", "line 6", "line 7");
    }

    @Test
    void aThousandErrorsAreListedAndTheRestIsCounted() throws Exception {
        String rows = IntStream.range(0, 1_500)
                .mapToObj(i -> "u" + i + ",zap" + i + "\n")
                .collect(Collectors.joining());
        List<String> errors = world.check("source_user,mode\n" + rows).errors();

        assertThat(errors).hasSize(1_001);
        assertThat(errors.get(999)).startsWith("wave.csv, line 1001, column mode:");
        assertThat(errors.get(1_000)).isEqualTo("500 more errors are not listed: correct these first.");
    }

    @Test
    void anInvisibleCharacterIsAWarning() throws Exception {
        ValidationResult checked = world.check("source_user\nan\u200Bna\n");

        assertThat(checked.errors()).isEmpty();
        assertThat(checked.warnings()).singleElement().asString().startsWith("wave.csv, line 2, column source_user:");
    }

    @Test
    void theRunsForwardDomainIsWrittenIntoTheRows() throws Exception {
        Path file = world.file(
                "d.csv",
                "source_user,target_user,forward_address\nDOM\\anna,x,\nbert@a,y,\nc,z,c.old\nd,w,d@else.example\n");
        ValidationResult checked = world.intake().check(file, new IntakeOptions(Mode.CLONE, "old.example"));

        assertThat(checked.errors()).isEmpty();
        assertThat(checked.accounts())
                .extracting(account -> account.row().forwardAddress())
                .containsExactly("anna@old.example", "bert@old.example", "c.old@old.example", "d@else.example");
    }

    @Test
    void aCloneWhoseForwarderWouldPointToItselfIsRefused() throws Exception {
        Path file = world.file("d.csv", "source_user\nanna@new.example\n");
        ValidationResult checked = world.intake().check(file, new IntakeOptions(Mode.CLONE, "NEW.example"));

        assertThat(checked.errors()).singleElement().asString().contains("anna@new.example itself");
    }

    @Test
    void checkingWritesNothing(@TempDir Path other) throws Exception {
        try (IntakeWorld untouched = new IntakeWorld(other)) {
            untouched.check("source_user,source_password\nanna,geheim\n");
            assertThat(list(other)).containsExactly("wave.csv");
        }
    }

    private static List<String> list(Path dir) throws IOException {
        try (Stream<Path> files = java.nio.file.Files.list(dir)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
