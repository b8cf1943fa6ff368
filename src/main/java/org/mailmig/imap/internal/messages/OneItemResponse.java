// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import java.util.function.BiConsumer;
import org.mailmig.imap.internal.session.OnceEach;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.wire.ResponseReader;

/** Passes on the value of a single item, message by message, with its UID. */
record OneItemResponse<T>(String beginning, Value<T> value, BiConsumer<Long, T> each, OnceEach once)
        implements ResponseHandler {
    /** Reads an item's value; {@code null} for none. */
    @FunctionalInterface
    interface Value<T> {
        T read(ResponseReader in) throws IOException;
    }

    OneItemResponse(String beginning, Value<T> value, BiConsumer<Long, T> each) {
        this(beginning, value, each, new OnceEach());
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public void data(long number, String name, ResponseReader in) throws IOException {
        if (!name.equals("FETCH")) {
            return;
        }
        OfOne one = new OfOne();
        if (FetchItems.readAll(in, one) && one.uid > 0 && one.read != null && once.isNew(one.uid, in)) {
            each.accept(one.uid, one.read);
        }
    }

    /** What is known of one message so far. */
    private final class OfOne implements FetchItems {
        private long uid;
        private T read;

        @Override
        public boolean read(String item, ResponseReader in) throws IOException {
            if (item.equals("UID")) {
                uid = in.number();
            } else if (item.startsWith(beginning)) {
                read = value.read(in);
            } else {
                return false;
            }
            return true;
        }
    }
}
