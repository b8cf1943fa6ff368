// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A role goes with CREATE where that is offered, else by annotation, else by nothing but the name (RFC 6154, 3 and 5.4). */
class SpecialUseCreateTest {
    private static List<String> commands(String offered) throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                        .offers(offered)
                        .on("SELECT .*", "* 0 EXISTS", "* OK [UIDVALIDITY 7] ok", "T OK [READ-WRITE] done");
                ImapConnection connection = server.connect()) {
            server.commands.clear();
            connection.make("Papierkorb", "\\Trash", false, why -> {});
            return List.copyOf(server.commands);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SPECIAL-USE CREATE-SPECIAL-USE METADATA | CREATE \"Papierkorb\" (USE (\\Trash))",
                "SPECIAL-USE METADATA | CREATE \"Papierkorb\"; SETMETADATA \"Papierkorb\" (\"/private/specialuse\" \"\\\\Trash\")",
                "SPECIAL-USE | CREATE \"Papierkorb\""
            })
    void theBestThatIsOfferedIsTaken(String offered, String expected) throws Exception {
        assertThat(commands(offered).stream()
                        .filter(command -> !command.startsWith("SELECT"))
                        .toList())
                .containsExactly(expected.split("; "));
    }

    @Test
    void aRefusedAnnotationIsNoFault() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                        .offers("METADATA")
                        .on("SETMETADATA .*", "T NO not here")
                        .on("SELECT .*", "* 0 EXISTS", "* OK [UIDVALIDITY 7] ok", "T OK [READ-WRITE] done");
                ImapConnection connection = server.connect()) {
            assertThat(connection
                            .make("Papierkorb", "\\Trash", false, why -> {})
                            .status()
                            .uidValidity())
                    .isEqualTo(7);
        }
    }
}
