// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.mailmig.control.internal.text.Snapshot;

/** Detects files of other kinds, given as a control file by mistake, by their first bytes. */
final class OtherKind {
    private static final int LOOKED_AT = 4096;
    private static final String EXPORT = ": open it in its application and save it as \"CSV UTF-8\".";

    private OtherKind() {}

    /** What the file is instead of text, with what to do, as the end of a sentence; {@code null} if it may be text. */
    static String of(Snapshot file) throws IOException {
        try (InputStream in = file.open()) {
            return of(in.readNBytes(LOOKED_AT));
        }
    }

    private static String of(byte[] octets) {
        String start = new String(octets, StandardCharsets.ISO_8859_1);
        if (start.startsWith("PK\u0003\u0004") || start.startsWith("PK\u0005\u0006")) {
            return zip(start);
        }
        if (start.startsWith("\u00D0\u00CF\u0011\u00E0")) {
            return "is a file of an older Microsoft Office (.xls, .doc), not a control file" + EXPORT;
        }
        if (start.startsWith("\u001F\u008B") || start.startsWith("7z\u00BC\u00AF") || start.startsWith("Rar!")) {
            return "is compressed: unpack it and give the file inside.";
        }
        if (start.startsWith("%PDF")) {
            return "is a PDF document, not a control file: ask for the table as CSV.";
        }
        if (start.startsWith("{\\rtf")) {
            return "is an RTF document, not a control file: save it as plain text.";
        }
        if (start.startsWith("SQLite format 3\0")) {
            return "is a database, not a control file: export the table as CSV.";
        }
        return markup(
                start.replaceFirst("^\u00EF\u00BB\u00BF", "").stripLeading().toLowerCase(Locale.ROOT));
    }

    private static String zip(String start) {
        if (start.contains("opendocument")) {
            return "is an OpenDocument file (.ods, .odt), not a control file" + EXPORT;
        }
        if (start.contains("[Content_Types].xml") || start.contains("xl/") || start.contains("_rels/")) {
            return "is a Microsoft Office file (.xlsx, .docx), not a control file" + EXPORT;
        }
        return "is a ZIP archive (as .xlsx and .ods files are), not a control file: unpack it, or save the table as"
                + " \"CSV UTF-8\".";
    }

    private static String markup(String start) {
        if (start.startsWith("<!doctype html") || start.startsWith("<html") || start.startsWith("<table")) {
            return "is an HTML page, not a control file: download or export the table itself as CSV.";
        }
        return start.startsWith("<?xml") ? "is XML, not a control file" + EXPORT : null;
    }
}
