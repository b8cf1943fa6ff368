// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.mailbox.internal.fetch.FetchedBatch;
import org.mailmig.mailbox.internal.fidelity.AlterationScanner;
import org.mailmig.mailbox.internal.fidelity.AtRiskVerify;
import org.mailmig.mailbox.internal.state.FolderCopyState;

/** A fetched batch as arguments of APPEND. A streamed text can be sent once only. */
final class OutgoingBatch {
    private final FolderCopyState folder;
    private final FetchedBatch fetched;
    private final AppendEnvelopes envelopes;
    private final AppendJournal journal;
    private boolean sent;

    OutgoingBatch(FolderCopyState folder, FetchedBatch fetched, AppendEnvelopes envelopes, AppendJournal journal) {
        this.folder = folder;
        this.fetched = fetched;
        this.envelopes = envelopes;
        this.journal = journal;
    }

    boolean isStreamed() {
        return fetched.stream() != null;
    }

    /** Returns whether the text was streamed and has begun to flow: it must be fetched again before another attempt. */
    boolean isGone() {
        return sent;
    }

    List<AppendMessage> messages(List<MessageInfo> messages) {
        return messages.stream().map(this::message).toList();
    }

    private AppendMessage message(MessageInfo message) {
        if (isStreamed()) {
            envelopes.streams(message);
        }
        Flags flags = envelopes.flags(message);
        byte[] text = isStreamed() ? null : fetched.texts().get(message.uid());
        long size = isStreamed() ? fetched.streamSize() : text.length;
        journal.setSize(message, size);
        if (size < message.size()) {
            folder.written().sentShorter(message.uid());
        }
        if (isStreamed()) {
            return new AppendMessage(flags, envelopes.date(message), size, out -> stream(message, out));
        }
        AtRiskVerify.note(folder, message.uid(), AlterationScanner.kinds(text), text);
        return new AppendMessage(flags, envelopes.date(message), size, out -> out.write(text));
    }

    private void stream(MessageInfo message, OutputStream out) throws IOException {
        sent = true;
        AlterationScanner look = new AlterationScanner(out);
        fetched.stream().transferTo(look);
        AtRiskVerify.note(folder, message.uid(), look.kinds(), null);
    }
}
