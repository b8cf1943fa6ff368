// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.match;

import org.mailmig.imap.model.MessageInfo;
import org.mailmig.mailbox.internal.message.MatchKey;

/** A message that has no pairing yet; {@code folder} is the raw name on its own side. */
record MatchCandidate(String folder, MessageInfo facts, MatchKey key) {}
