// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;

/**
 * Fetches texts with fewer bytes than RFC822.SIZE announces a second time, because they may have been cut off; the longer text is used.
 * On some servers the size is an estimate, so that every text is too short: after several fetches without a longer text no more are
 * made, and the messages are only reported. Used by one thread.
 */
public final class ShortTexts {
    private static final int MOST_IN_VAIN = 50;

    private int inVain;

    /**
     * Replaces short texts and their sizes by longer ones.
     *
     * @param room total number of bytes by which the texts may grow
     */
    public void lookAgain(
            ReadOnlyConnection source,
            List<MessageInfo> messages,
            Map<Long, byte[]> texts,
            Map<Long, Long> sizes,
            long room)
            throws IOException {
        UidSet cut = UidSet.of(messages.stream()
                .filter(message -> texts.containsKey(message.uid()) && texts.get(message.uid()).length < message.size())
                .map(MessageInfo::uid)
                .toList());
        if (cut.isEmpty() || inVain >= MOST_IN_VAIN) {
            return;
        }
        long[] left = {room};
        inVain += (int) cut.size();
        try {
            fetch(source, cut, texts, sizes, left);
        } catch (CommandRefusedException e) {
            inVain = MOST_IN_VAIN; // the first texts are kept
        } catch (ConnectionLostException | ProtocolException e) {
            inVain = MOST_IN_VAIN; // the batch is fetched again, without another look
            throw e;
        }
    }

    private void fetch(
            ReadOnlyConnection source, UidSet cut, Map<Long, byte[]> texts, Map<Long, Long> sizes, long[] left)
            throws IOException {
        source.fetchBodies(cut, (uid, size, bytes) -> {
            long whose = uid == 0 && cut.size() == 1 ? cut.first() : uid;
            byte[] known = texts.get(whose);
            if (known != null && size > known.length && size - known.length <= left[0]) {
                left[0] -= size - known.length;
                inVain--;
                sizes.put(whose, size);
                texts.put(whose, bytes.readNBytes(Math.toIntExact(size)));
            }
        });
    }
}
