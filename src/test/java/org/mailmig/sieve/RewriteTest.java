// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folder names follow the map; every other octet stays. */
class RewriteTest {
    /** Lists goes to Lists2, Ümläut & "Co" to Other "Co", everything else has no place of its own. */
    private static final Map<String, String> MAP = Map.of("Lists", "Lists2", "Ümläut & \"Co\"", "Other \\ \"Co\"");

    private boolean keepsNames;

    private Rewrite.Result rewrite(String script) throws Exception {
        FolderMap folders = new FolderMap() {
            @Override
            public Place folder(String name) {
                return new Place(MAP.getOrDefault(name, name), MAP.containsKey(name));
            }

            @Override
            public boolean keepsNames() {
                return keepsNames;
            }

            @Override
            public Optional<String> mailboxId(String id) throws IOException {
                return id.equals("F1") ? Optional.of("T1") : Optional.empty();
            }
        };
        return Rewrite.of(
                Script.parse(script.getBytes(StandardCharsets.UTF_8)), folders, Map.of("lib", "lib (source)"));
    }

    private String text(String script) throws Exception {
        return new String(rewrite(script).text(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "fileinto \"Lists\";                                  | fileinto \"Lists2\";",
                "FileInto:copy :create\"Lists\";                      | FileInto:copy :create\"Lists2\";",
                "fileinto :flags [\"Lists\",\"\\\\Seen\"] \"Lists\";  | fileinto :flags [\"Lists\",\"\\\\Seen\"] \"Lists2\";",
                "fileinto :flags \"Lists\" \"Lists\";                 | fileinto :flags \"Lists\" \"Lists2\";",
                "fileinto :mailboxid \"F1\" \"Lists\";                | fileinto :mailboxid \"T1\" \"Lists2\";",
                "fileinto :specialuse \"\\\\Junk\" \"Lists\";         | fileinto :specialuse \"\\\\Junk\" \"Lists2\";",
                "fileinto \"Ümläut & \\\"Co\\\"\";                    | fileinto \"Other \\\\ \\\"Co\\\"\";",
                "if mailboxexists [\"Lists\", \"x\"] {keep;}          | if mailboxexists [\"Lists2\", \"x\"] {keep;}",
                "if not metadata :is \"Lists\" \"/private/x\" \"Lists\" {} | if not metadata :is \"Lists2\" \"/private/x\" \"Lists\" {}",
                "if metadataexists \"Lists\" [\"Lists\"] {}           | if metadataexists \"Lists2\" [\"Lists\"] {}",
                "if specialuse_exists \"Lists\" \"\\\\Junk\" {}       | if specialuse_exists \"Lists2\" \"\\\\Junk\" {}",
                "if specialuse_exists \"Lists\" {}                    | if specialuse_exists \"Lists\" {}",
                "if mailboxidexists [\"F1\", \"F2\"] {}               | if mailboxidexists [\"T1\", \"F2\"] {}",
                "vacation :days 3 :fcc \"Lists\" \"Lists\";           | vacation :days 3 :fcc \"Lists2\" \"Lists\";",
                "if anyof (true, allof(not mailboxexists \"Lists\")) {fileinto \"Lists\";} | if anyof (true, allof(not mailboxexists \"Lists2\")) {fileinto \"Lists2\";}",
                "if header \"Subject\" \"Lists\" {} elsif true {fileinto \"Lists\";} | if header \"Subject\" \"Lists\" {} elsif true {fileinto \"Lists2\";}",
                "# fileinto \"Lists\";                                | # fileinto \"Lists\";",
                "/* fileinto \"Lists\"; */ keep;                      | /* fileinto \"Lists\"; */ keep;",
                "redirect \"Lists\"; addheader \"X\" \"fileinto \\\"Lists\\\";\"; | redirect \"Lists\"; addheader \"X\" \"fileinto \\\"Lists\\\";\";",
                "include \"lib\"; include :personal :once \"lib\";    | include \"lib (source)\"; include :personal :once \"lib (source)\";",
                "include :global \"lib\";                             | include :global \"lib\";",
                "require \"encoded-character\"; fileinto \"${hex:4c}ist${unicode:73}\"; | require \"encoded-character\"; fileinto \"Lists2\";",
                "fileinto \"${hex:4c}ists\";                          | fileinto \"${hex:4c}ists\";",
            })
    void onlyWhatNamesAFolderIsReplaced(String script, String expected) throws Exception {
        assertThat(text(script)).isEqualTo(expected);
    }

    @Test
    void textBlocksCommentsAndForeignBytesStay() throws Exception {
        String script =
                "vacation text: # why\r\n..fileinto \"Lists\";\r\n.\r\n;\n# \u00e4\n\tfileinto /* a */ \"Lists\" ;\r\n";
        assertThat(text(script)).isEqualTo(script.replace("/* a */ \"Lists\"", "/* a */ \"Lists2\""));
        byte[] latin = "# \u00e4\r\nfileinto \"Lists\";".getBytes(StandardCharsets.ISO_8859_1);
        FolderMap same = new FolderMap() {
            @Override
            public Place folder(String name) {
                return new Place("Lists2", true);
            }

            @Override
            public boolean keepsNames() {
                return false;
            }

            @Override
            public Optional<String> mailboxId(String id) {
                return Optional.empty();
            }
        };
        assertThat(Rewrite.of(Script.parse(latin), same, Map.of()).text())
                .isEqualTo("# \u00e4\r\nfileinto \"Lists2\";".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void namesBuiltAtRunTimeAreReportedUnlessNamesAreTheSame() throws Exception {
        String script =
                "require [\"variables\", \"fileinto\"]; set \"a\" \"x\"; fileinto \"${a}/Lists\"; fileinto \"$a\";";
        assertThat(rewrite(script).notes())
                .anyMatch(note -> note.contains("\"${a}/Lists\"") && note.contains("cannot be mapped"));
        assertThat(text(script)).isEqualTo(script);
        keepsNames = true;
        assertThat(rewrite(script).notes()).noneMatch(note -> note.contains("cannot be mapped"));
    }

    @Test
    void whatIsUnknownIsReported() throws Exception {
        assertThat(rewrite("fileinto :mailboxid \"F9\" \"Lists\"; include :global \"all\"; fileinto \"Nowhere\";"
                                + "if environment :is \"imap.mailbox\" \"Lists\" {}")
                        .notes())
                .hasSize(4)
                .anyMatch(note -> note.contains("\"F9\""))
                .anyMatch(note -> note.contains("\"all\"") && note.contains("server's own"))
                .anyMatch(note -> note.contains("\"Nowhere\"") && note.contains("not among those copied"))
                .anyMatch(note -> note.contains("imap.mailbox"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fileinto \"a",
                "keep",
                "if true { keep;",
                "keep; }",
                "/* x",
                "vacation text:\r\nx\r\n",
                "vacation text: x\r\n.\r\n;",
                "fileinto [\"a\" \"b\"];",
                "if anyof (true, ) {}",
                "\u0001",
                ": x;",
                "\"a\";"
            })
    void whatIsNoSieveIsReportedWithItsPlace(String script) {
        assertThatThrownBy(() -> Script.parse(("keep;\r\n" + script).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SieveSyntaxException.class)
                .hasMessageMatching("(?s)line [1-4]: .+");
    }

    @Test
    void aScriptNestedWithoutEndIsAnErrorAndNoOverflow() {
        String deep = "if not ".repeat(100_000) + "true {}";
        String blocks = "if true {".repeat(100_000);
        assertThatThrownBy(() -> Script.parse(deep.getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> Script.parse(blocks.getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining("nested");
    }

    @Test
    void whatAScriptNeedsIsRead() throws Exception {
        Script script = Script.parse(
                ("require [\"fileinto\",\"copy\"]; require \"include\"; include \"a\"; include :global \"b\";"
                                + "redirect \"x@y\"; if true { redirect :copy \"z@y\"; redirect \"x@y\"; }")
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(script.required()).containsExactlyInAnyOrder("fileinto", "copy", "include");
        assertThat(script.includes()).containsExactly("a");
        assertThat(script.includesGlobal()).containsExactly("b");
        assertThat(script.redirects()).containsExactly("x@y", "z@y");
        assertThat(script.redirectCount()).isEqualTo(3);
    }

    @Test
    void aCommentedScriptRunsNothingAndComesBack() throws Exception {
        byte[] script = "fileinto \"a\";\r\n\n/* x */ vacation text:\n.\n;".getBytes(StandardCharsets.US_ASCII);
        String commented = new String(Commented.of(script), StandardCharsets.US_ASCII);
        assertThat(Script.parse(Commented.of(script)).mentions()).isEmpty();
        assertThat(Parser.parse(commented)).isEmpty();
        String back = commented.substring(commented.indexOf("\n#| ") + 1).replaceAll("(?m)^#\\| ", "");
        assertThat(back).isEqualTo(new String(script, StandardCharsets.US_ASCII));
    }
}
