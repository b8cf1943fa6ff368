// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.nio.file.Path;
import java.util.List;
import org.mailmig.ledger.wave.Wave;

/**
 * What became of a control file.
 *
 * @param state see {@link State}
 * @param name the file's name
 * @param wave the wave that it began or belongs to; {@code null} where REJECTED or LEFT
 * @param accounts accounts that this wave works on
 * @param leftAlone accounts that were DONE already in a wave of the same content
 * @param errors one sentence each, with file, line and column; the last one counts those beyond 1,000
 * @param warnings one sentence each; also written into the wave's events
 * @param aside the copy with masked passwords; {@code null} where LEFT. A rejected one has {@code NAME.errors.txt} beside it
 */
public record IntakeResult(
        State state,
        String name,
        Wave wave,
        int accounts,
        int leftAlone,
        List<String> errors,
        List<String> warnings,
        Path aside) {
    public enum State {
        /** The whole wave stands in the ledger. */
        BEGUN,
        /** The same content is being worked on already; nothing was begun. */
        DUPLICATE,
        /** Nothing was begun; {@code errors} says why. */
        REJECTED,
        /** Not a control file by itself: it waits in the drop folder for the one that names it. */
        LEFT
    }
}
