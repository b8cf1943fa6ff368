// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import org.mailmig.Mode;

/**
 * The options of a run for the control file.
 *
 * @param mode of rows that name none; {@code null}: {@code mailmig.intake.mode}
 * @param forwardDomain replaces {@code mailmig.forwarder.domain} for this file's rows, or {@code null}
 * @param ignoreColumns report unknown columns in a warning instead of an error: only for a plan
 */
public record IntakeOptions(Mode mode, String forwardDomain, boolean ignoreColumns) {
    public IntakeOptions(Mode mode, String forwardDomain) {
        this(mode, forwardDomain, false);
    }
}
