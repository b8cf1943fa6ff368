// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.util.Set;

/**
 * The response to SELECT or EXAMINE (RFC 9051, 6.3.2).
 *
 * @param rawName the requested name
 * @param status counters at the moment of selection
 * @param permanentFlags as listed by PERMANENTFLAGS; contains {@code \*} if new keywords may be created
 * @param readOnly whether the server granted only read access
 * @param mailboxId MAILBOXID (RFC 8474, 4.2); empty if the server has none
 */
public record SelectedFolder(
        String rawName, FolderStatus status, Set<String> permanentFlags, boolean readOnly, String mailboxId) {}
