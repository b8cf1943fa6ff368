// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.ControlRow;
import org.mailmig.cli.config.CommandException;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.runtime.PrivateFiles;

/** The result of {@code plan}, as a control file whose column {@code dn} can be edited and run. */
public final class MatchedFile {
    private final Path file;
    private final PrintWriter notes;

    public MatchedFile(Path file, PrintWriter notes) {
        this.file = file;
        this.notes = notes;
    }

    /** @param entries the DNs of the accounts that have an entry */
    public void write(List<NewAccount> accounts, Map<String, String> entries) throws IOException {
        List<ControlRow> rows = new ArrayList<>();
        int without = 0;
        for (NewAccount each : accounts) {
            String dn = entries.get(each.name());
            without += dn == null ? 1 : 0;
            rows.add(dn == null ? each.row() : each.row().toBuilder().dn(dn).build());
        }
        try (Writer out = Channels.newWriter(
                Files.newByteChannel(
                        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateFiles.file()),
                StandardCharsets.UTF_8)) {
            ControlFileWriter.write(out, rows);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(
                    "The file " + file + " already exists and is not overwritten; name another one.");
        }
        notes.println("note: " + file + " names the entries of " + (rows.size() - without) + " of " + rows.size()
                + " rows; fill in dn where it is empty.");
        notes(accounts);
    }

    private void notes(List<NewAccount> accounts) {
        if (accounts.stream().anyMatch(each -> each.sourcePassword() != null || each.targetPassword() != null)) {
            notes.println(
                    "note: some rows have their own passwords, which are not in " + file + ": add their columns.");
        }
        if (accounts.stream().map(NewAccount::row).anyMatch(MatchedFile::isMore)) {
            notes.println("note: RestrictSearchtoSid, and subjects with a semicolon, have no column in " + file + ".");
        }
    }

    private static boolean isMore(ControlRow row) {
        return row.sidOnly() || row.subjects().stream().anyMatch(subject -> subject.contains(";"));
    }
}
