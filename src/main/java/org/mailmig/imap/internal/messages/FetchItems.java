// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import org.mailmig.imap.wire.ResponseReader;

/** Takes the items of one FETCH response that are its own (RFC 9051, 7.5.2). */
@FunctionalInterface
interface FetchItems {
    /** Reads the item's value, which comes next; false for what is to be skipped. */
    boolean read(String item, ResponseReader in) throws IOException;

    /** Reads one FETCH response. Returns false if the line ends within it, which is invalid. */
    static boolean readAll(ResponseReader in, FetchItems own) throws IOException {
        in.blank();
        in.expect('(');
        for (in.blank(); in.skipEmptyLinesWithin(); in.blank()) {
            in.blank();
            if (in.take(')')) {
                return true;
            }
            String item = in.item();
            in.blank();
            if (!own.read(item, in) && !skipped(in)) {
                return false;
            }
        }
        return false;
    }

    /** Skips an item's value. Returns false at the end of the line, which is invalid here. */
    private static boolean skipped(ResponseReader in) throws IOException {
        in.skipValue();
        return in.skipEmptyLinesWithin();
    }
}
