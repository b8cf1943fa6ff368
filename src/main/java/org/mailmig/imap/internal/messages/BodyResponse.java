// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.TextReceiver;
import org.mailmig.imap.wire.LiteralStream;
import org.mailmig.imap.wire.ResponseReader;

/**
 * Passes on whole messages while they arrive.
 *
 * @param only the UID if a single message was requested, else 0
 */
record BodyResponse(long only, TextReceiver each) implements ResponseHandler {
    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        if (name.equals("FETCH")) {
            FetchItems.readAll(in, new Body(only, each));
        }
    }

    /** One message, whose UID may come before its text or not at all. */
    private static final class Body implements FetchItems {
        private final TextReceiver each;
        private long uid;

        Body(long only, TextReceiver each) {
            this.uid = only;
            this.each = each;
        }

        @Override
        public boolean read(String item, ResponseReader in) throws IOException {
            if (item.equals("UID")) {
                uid = in.number();
            } else if (item.equals("BODY[]")) {
                LiteralStream literal = in.body();
                if (literal != null && literal.size() > 0) {
                    each.message(uid, literal.size(), literal);
                    literal.skipRest();
                }
            } else {
                return false;
            }
            return true;
        }
    }
}
