// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.util.function.Consumer;
import org.mailmig.imap.text.UidSet;

/** A folder, and the messages whose data are wanted. */
public record FolderQuery(String rawName, UidSet uids, Consumer<MessageInfo> each) {}
