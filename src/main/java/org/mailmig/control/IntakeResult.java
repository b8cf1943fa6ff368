// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.nio.file.Path;
import java.util.List;
import org.mailmig.ledger.wave.Wave;

/**
 * The result for a control file.
 *
 * @param state see {@link State}
 * @param name the file's name
 * @param wave the wave that it began or belongs to; {@code null} if REJECTED or LEFT
 * @param accounts the number of accounts that this wave processes
 * @param leftAlone the number of accounts already DONE in a wave of the same content
 * @param errors one sentence each, with file, line and column; the last one counts those beyond 1,000
 * @param warnings one sentence each; also written into the wave's events
 * @param aside the copy with masked passwords; {@code null} if LEFT. For a rejected file, {@code NAME.errors.txt} is next to it
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
        /** The whole wave is in the ledger. */
        BEGUN,
        /** The same content is already being processed; nothing was begun. */
        DUPLICATE,
        /** Nothing was begun; {@code errors} says why. */
        REJECTED,
        /** Not a control file itself: it waits in the drop folder for the one that names it. */
        LEFT
    }
}
