// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.util.function.Consumer;
import org.mailmig.imap.internal.session.OnceEach;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;

/**
 * Messages whose data are requested.
 *
 * @param once ensures that {@code each} receives each message once, however often the commands are sent
 */
record MessageQuery(UidSet uids, Consumer<MessageInfo> each, OnceEach once) {
    MessageQuery(UidSet uids, Consumer<MessageInfo> each) {
        this(uids, each, new OnceEach());
    }

    /** Messages of one folder. */
    record OfFolder(String rawName, MessageQuery query) {
        static OfFolder of(FolderQuery look) {
            return new OfFolder(look.rawName(), new MessageQuery(look.uids(), look.each()));
        }
    }
}
