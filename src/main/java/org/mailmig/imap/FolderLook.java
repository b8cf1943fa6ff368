// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.util.function.Consumer;

/** A folder, and which messages' facts are wanted. */
public record FolderLook(String rawName, UidSet uids, Consumer<MessageFacts> each) {}
