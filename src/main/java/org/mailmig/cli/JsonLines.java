package org.mailmig.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.mailmig.ledger.Event;

/** One JSON object an event, one event a line; {@code account} is left out for an event of the whole wave. */
final class JsonLines implements Display {
    private static final JsonFactory JSON = new JsonFactory();
    private final PrintWriter out;

    JsonLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void event(Event event) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("at", event.at().toString());
            json.writeStringField("wave", event.wave());
            if (event.account() != null) {
                json.writeStringField("account", event.account());
            }
            json.writeStringField("kind", event.kind());
            json.writeStringField("text", event.text());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(line);
    }
}
