// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.util.Set;

/**
 * The answer to SELECT or EXAMINE (RFC 9051, 6.3.2).
 *
 * @param rawName the name that was asked for
 * @param status counters at the moment of selection
 * @param permanentFlags as listed by PERMANENTFLAGS; holds {@code \*} where new keywords may be made
 * @param readOnly the server granted reading only
 * @param mailboxId MAILBOXID (RFC 8474, 4.2); empty where the server has none
 */
public record SelectedFolder(
        String rawName, FolderStatus status, Set<String> permanentFlags, boolean readOnly, String mailboxId) {}
