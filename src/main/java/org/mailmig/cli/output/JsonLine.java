// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.mailmig.text.Printable;

/** The content of one JSON object on its own line. */
@FunctionalInterface
public interface JsonLine {
    JsonFactory JSON = new JsonFactory();

    void fields(JsonGenerator json) throws IOException;

    static void print(PrintWriter out, JsonLine object) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            object.fields(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(Printable.json(line.toString()));
    }
}
