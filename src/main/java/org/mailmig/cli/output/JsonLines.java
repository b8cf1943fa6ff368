// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.io.PrintWriter;
import org.mailmig.ledger.wave.Event;
import org.mailmig.report.EventFields;

/** One JSON object per event, one per line; {@code account} is left out for an event of the whole wave. */
public final class JsonLines implements Display {
    private final PrintWriter out;

    public JsonLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void event(Event event) {
        JsonLine.print(out, EventFields.of(event));
    }
}
