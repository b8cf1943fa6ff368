// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.mailmig.ledger.wave.Event;
import org.mailmig.report.Words;

/** One line per event: for files, pipes and the lines above the bars. */
public final class EventLines implements Display {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ssXXX").withZone(ZoneId.systemDefault());
    private final PrintWriter out;

    public EventLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void event(Event event) {
        out.println(line(event));
    }

    static String line(Event event) {
        String who = event.account() == null ? "wave" : event.account();
        return TIME.format(event.at()) + "  " + Words.printable(who) + "  " + event.word() + ": "
                + Words.printable(event.text());
    }
}
