// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.io.PrintWriter;
import org.mailmig.text.JsonMapper;
import org.mailmig.text.Printable;

/** Prints a JSON object on its own line, without characters that a terminal would obey. */
public final class JsonLine {
    private JsonLine() {}

    public static void print(PrintWriter out, Object fields) {
        out.println(Printable.json(JsonMapper.line(fields)));
    }
}
