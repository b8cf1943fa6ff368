// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import org.mailmig.imap.model.MessageInfo;
import org.mailmig.mailbox.internal.state.FolderCopyState;

/** A source message found in the target. */
record FoundMatch(FolderCopyState source, MessageInfo message, String targetRaw, long targetUid) {}
