// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/** The lines of a short file that is not CSV. */
public final class TextLines {
    public static final long LARGEST = 1024 * 1024;

    private TextLines() {}

    public static List<String> of(Snapshot file, Charset charset, Problems problems) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader text =
                new BufferedReader(new DecodingReader(file.open(), charset, file.name(), problems))) {
            String line;
            while ((line = text.readLine()) != null) {
                lines.add(line);
                for (int i = 0; i < line.length(); i++) {
                    if (Character.isISOControl(line.charAt(i)) && line.charAt(i) != '\t') {
                        problems.error(
                                file.name(),
                                lines.size(),
                                null,
                                "there is a control character (U+%04X) at character %d: remove it."
                                        .formatted((int) line.charAt(i), i + 1));
                        break;
                    }
                }
            }
        }
        return lines;
    }
}
