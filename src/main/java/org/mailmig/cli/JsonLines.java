package org.mailmig.cli;

import java.io.PrintWriter;
import org.mailmig.ledger.Event;

/** One JSON object an event, one event a line; {@code account} is left out for an event of the whole wave. */
final class JsonLines implements Display {
    private final PrintWriter out;

    JsonLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void event(Event event) {
        JsonLine.print(out, json -> {
            json.writeStringField("at", event.at().toString());
            json.writeStringField("wave", event.wave());
            if (event.account() != null) {
                json.writeStringField("account", event.account());
            }
            json.writeStringField("kind", event.kind());
            json.writeStringField("text", event.text());
        });
    }
}
