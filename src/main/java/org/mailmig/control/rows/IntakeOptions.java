// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import org.mailmig.Mode;

/**
 * What a run says about the control file that it is given.
 *
 * @param mode of rows that name none; {@code null}: {@code mailmig.intake.mode}
 * @param forwardDomain takes the place of {@code mailmig.forwarder.domain} for this file's rows, or {@code null}
 * @param ignoreColumns columns that are none of ours are named in a warning instead of an error: for a plan only
 */
public record IntakeOptions(Mode mode, String forwardDomain, boolean ignoreColumns) {
    public IntakeOptions(Mode mode, String forwardDomain) {
        this(mode, forwardDomain, false);
    }
}
