// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.IOException;
import java.time.OffsetDateTime;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.InternalDate;
import org.mailmig.imap.wire.ResponseReader;

/** One message's data while they arrive. */
public final class PartialMessageInfo implements FetchItems {
    private long uid;
    private Flags flags;
    private OffsetDateTime date;
    private boolean dated;
    private long size = -1;
    private long modSeq;

    public void read(ResponseReader in) throws IOException {
        FetchItems.readAll(in, this);
    }

    @Override
    public boolean read(String item, ResponseReader in) throws IOException {
        switch (item) {
            case "UID" -> uid = in.number();
            case "FLAGS" -> flags = Flags.of(in.words());
            case "INTERNALDATE" -> {
                date = InternalDate.parse(in.nstring());
                dated = true;
            }
            case "RFC822.SIZE" -> size = in.number();
            case "MODSEQ" -> {
                in.expect('(');
                modSeq = in.number();
                in.expect(')');
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Returns whether everything arrived that was requested of every message. */
    boolean isComplete() {
        return uid > 0 && flags != null && size >= 0 && dated;
    }

    boolean hasSizeAndDate() {
        return dated && size >= 0;
    }

    /** Returns whether the server sent its size or date, which it does only for messages that were requested. */
    boolean wasRequested() {
        return uid > 0 && (size >= 0 || dated);
    }

    /** Returns the data; what is missing is replaced by no flags, and a size of 1. */
    MessageInfo info() {
        return new MessageInfo(uid, flags == null ? Flags.NONE : flags, date, size < 0 ? 1 : size, modSeq);
    }

    public long size() {
        return size;
    }

    public long uid() {
        return uid;
    }
}
