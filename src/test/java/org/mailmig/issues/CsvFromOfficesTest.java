// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Mode;
import org.mailmig.control.IntakeResult;
import org.mailmig.control.IntakeWorld;
import org.mailmig.control.ValidationResult;
import org.mailmig.control.rows.IntakeOptions;

/** Control files as spreadsheets and PowerShell write them are understood; each error is reported once. */
class CsvFromOfficesTest {
    @TempDir
    Path dir;

    private IntakeWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new IntakeWorld(dir);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source_user;address;dn\nanna;anna@new.example;\"cn=a,dc=b\"\n",
                "\"source_user\";\"address\";\"dn\"\r\n\"anna\";\"anna@new.example\";\"cn=a,dc=b\"\r\n",
                "source_user;address;dn\nanna;anna@new.example;cn=a,dc=b\n",
                "source_user\taddress\tdn\nanna\tanna@new.example\tcn=a,dc=b\n",
                "sep=;\r\nsource_user;address;dn\r\nanna;anna@new.example;cn=a,dc=b\r\n",
                "\uFEFF\"sep=;\"\nsource_user;address;dn\nanna;anna@new.example;cn=a,dc=b",
                "sep=\t\nsource_user\taddress\tdn\nanna\tanna@new.example\tcn=a,dc=b\n",
                "#TYPE System.Management.Automation.PSCustomObject\n\"source_user\",\"address\",\"dn\"\n"
                        + "\"anna\",\"anna@new.example\",\"cn=a,dc=b\"\n",
                "#TYPE Selected.User\r\nsource_user;address;dn\r\n\r\nanna;anna@new.example;cn=a,dc=b\r\n",
                "source_user,address,dn,,\nanna,anna@new.example,\"cn=a,dc=b\",,\n,,,,\n,,,,,,\n",
                ";;;\nsource_user;address;dn;\n;;;\nanna;anna@new.example;cn=a,dc=b;\n;;;\n",
                "SOURCE_USER ; Address;dn\nanna;anna@new.example;cn=a,dc=b\n",
            })
    void rowsAreReadAsTheyAreMeant(String text) throws Exception {
        ValidationResult checked = world.check(text);

        assertThat(checked.errors()).isEmpty();
        assertThat(checked.accounts()).singleElement().satisfies(account -> {
            assertThat(account.row().sourceUser()).isEqualTo("anna");
            assertThat(account.row().address()).isEqualTo("anna@new.example");
            assertThat(account.row().dn()).isEqualTo("cn=a,dc=b");
        });
    }

    @Test
    void aCommaAndAQuotationMarkInAFieldStayThere() throws Exception {
        ValidationResult checked = world.check("source_user;source_password\nanna;\"a;b\"\"c,d\"\nbert;x,y\n");

        assertThat(checked.errors()).isEmpty();
        assertThat(checked.accounts())
                .extracting(account -> account.sourcePassword().reveal())
                .containsExactly("a;b\"c,d", "x,y");
    }

    @Test
    void errorsNameTheLineOfTheFile() throws Exception {
        assertThat(world.check("sep=;\n#TYPE X\nsource_user;mode\nanna;merge\n;\nbert;move\n")
                        .errors())
                .singleElement()
                .asString()
                .contains("line 6, column mode", "\"move\"");
    }

    @Test
    void anAccountsFileOfMailmigMayBeSeparatedBySemicolons() throws Exception {
        world.file("accounts.csv", "IMAP_Mailbox;IMAP_Server;SMTP_Address\nanna;source;anna@new.example\n");
        assertThat(world.check("Mode,IMAP\nAccounts,accounts.csv\n").accounts()).hasSize(1);
    }

    @Test
    void oneCauseGivesOneMessage() throws Exception {
        String rows = IntStream.rangeClosed(1, 1_000)
                .mapToObj(number -> "user" + number + ";\"x\";move\n")
                .collect(Collectors.joining());
        assertThat(world.check("source_user;target_server;mode\n" + rows).errors())
                .hasSize(2)
                .anyMatch(text -> text.contains("line 2, column mode")
                        && text.contains("line 3, 4, 5, 6 and 995 more (1000 times in all)"));
        assertThat(world.check("source_user|target_user\n" + rows.replace(';', '|'))
                        .errors())
                .singleElement()
                .asString()
                .contains("separated by \"|\"");
        assertThat(world.check("name;mail\n" + rows).errors()).hasSize(1);
        assertThat(world.check("source_user\n" + rows.replace(';', ',')).errors())
                .hasSize(1);
    }

    @Test
    void aPlanMayIgnoreColumnsThatARunRefuses() throws Exception {
        Path file = world.file("wave.csv", "source_user;Department;Phone\nanna;Sales;12\n");
        ValidationResult planned = world.intake().check(file, new IntakeOptions(Mode.MERGE, null, true));

        assertThat(planned.accounts()).hasSize(1);
        assertThat(planned.warnings())
                .hasSize(2)
                .anyMatch(text -> text.contains("\"Department\" is unknown and ignored"));
        assertThat(world.intake()
                        .take(file, new IntakeOptions(Mode.MERGE, null, true))
                        .state())
                .isEqualTo(IntakeResult.State.REJECTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PK\u0003\u0004....[Content_Types].xml...xl/workbook.xml | Microsoft Office",
                "PK\u0003\u0004....mimetypeapplication/vnd.oasis.opendocument.spreadsheet | OpenDocument",
                "PK\u0003\u0004....wave.csv | ZIP archive",
                "%PDF-1.7 | PDF",
                "{\\rtf1\\ansi | RTF",
                "<!DOCTYPE html><html> | HTML",
                "'\u001F\u008B\u0008' | compressed",
                "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1 | older Microsoft Office",
                "<?xml version='1.0'?> | XML",
            })
    void anotherKindOfFileIsRecognisedAndNamedInOneSentence(String start, String kind) throws Exception {
        byte[] octets = (start + "\u0000\u00FF\n\u0001;,\n".repeat(500)).getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(dir.resolve("wave.csv"), octets);

        assertThat(world.intake()
                        .check(file, new IntakeOptions(Mode.MERGE, null))
                        .errors())
                .singleElement()
                .asString()
                .contains("wave.csv", kind);
        Files.writeString(dir.resolve("control.csv"), "Mode,EXCHANGE\nAccounts,wave.csv\n");
        assertThat(world.take("control.csv").errors())
                .singleElement()
                .asString()
                .contains("wave.csv", kind);
    }

    @Test
    void passwordsOfAFileWithSemicolonsAreMaskedInTheCopy() throws Exception {
        world.file("wave.csv", "sep=;\nsource_user;source_password\nanna;hush-hush\n");
        IntakeResult taken = world.take("wave.csv");

        assertThat(taken.state()).isEqualTo(IntakeResult.State.BEGUN);
        assertThat(Files.readString(taken.aside())).contains("anna").doesNotContain("hush");
    }
}
