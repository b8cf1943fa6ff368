// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.nio.file.Path;
import java.time.Duration;
import org.mailmig.control.rows.IntakeOptions;

/**
 * How to read a control file.
 *
 * @param options complete, with the default mode
 * @param dropped whether mailmig moves the file away
 * @param plan nothing may be written, neither to the ledger nor to a folder
 */
public record IntakeRequest(IntakeOptions options, Limits limits, boolean dropped, boolean plan) {
    /**
     * Values of the configuration.
     *
     * @param charset the name of the encoding
     * @param largest in bytes
     * @param settle how long a dropped file must not have changed
     * @param patience how long dropped files that refer to one another wait for each other
     */
    public record Limits(String charset, long largest, Path workDir, Duration settle, Duration patience) {}
}
