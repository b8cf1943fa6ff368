// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import org.mailmig.ledger.Event;

/** {@code --quiet}: the exit code, the report and the log tell. */
final class Silence implements Display {
    @Override
    public void event(Event event) {}
}
