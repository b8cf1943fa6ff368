// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.directory.ForwarderRestore;

/**
 * The control file that migrates a rolled back wave's mail back to the source: each row reversed, as a merge, which creates no duplicate of
 * what the source already has.
 */
public final class ReverseFile {
    private final PrintWriter out;
    private final PrintWriter notes;

    public ReverseFile(PrintWriter out, PrintWriter notes) {
        this.out = out;
        this.notes = notes;
    }

    /** Prints the control file, and before it the command for it as a note. */
    public void write(List<ForwarderRestore.Line> lines) throws IOException {
        List<ControlRow> rows = rows(lines);
        if (rows.isEmpty()) {
            notes.println("Nothing has reached a target: there is nothing to copy back.");
            return;
        }
        notes.println(
                "The way back (./mailmig run -c FILE), as a merge from the target into the source; add the passwords"
                        + " of rows that have their own:");
        ControlFileWriter.write(out, rows);
        out.flush();
    }

    /** Returns the reversed rows of the accounts whose mail has reached the target. Notes what cannot be reversed. */
    public List<ControlRow> rows(List<ForwarderRestore.Line> lines) {
        List<ControlRow> rows = new ArrayList<>();
        for (ForwarderRestore.Line line : lines) {
            ControlRow row = line.account().getRow();
            if (!row.folderMap().isEmpty()) {
                notes.println(
                        row.account() + ": its folder_map is not reversed: folders come back under the target's names");
            }
            if (row.targetFolder() != null) {
                notes.println(row.account() + ": its mail is below " + row.targetFolder() + " in the target and is"
                        + " not in the control file: no row can copy it back to where it was.");
            } else if (line.cleared() != null && line.stands()) {
                rows.add(reversed(row, line.dn()));
            }
        }
        return rows;
    }

    private static ControlRow reversed(ControlRow row, String dn) {
        return ControlRow.of(row.line(), row.targetUser(), row.sourceUser(), Mode.MERGE)
                .address(row.address())
                .dn(dn)
                .servers(
                        row.targetServer() == null ? "target" : row.targetServer(),
                        row.sourceServer() == null ? "source" : row.sourceServer())
                .folders(row.folderInclude(), row.folderExclude())
                .build();
    }
}
