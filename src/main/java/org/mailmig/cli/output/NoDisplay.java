// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import org.mailmig.ledger.wave.Event;

/** {@code --quiet}: only the exit code, the report and the log. */
public final class NoDisplay implements Display {
    @Override
    public void event(Event event) {}
}
