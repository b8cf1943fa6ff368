// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.util.List;
import org.mailmig.ledger.wave.NewAccount;

/** A control file's rows and errors; nothing was written. {@code accounts} is empty if there are errors. */
public record ValidationResult(List<NewAccount> accounts, List<String> errors, List<String> warnings) {
    public boolean isGood() {
        return errors.isEmpty();
    }
}
