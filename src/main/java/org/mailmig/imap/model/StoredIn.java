// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

/**
 * The folder that really contains the messages of a folder.
 *
 * @param rawName {@code null} if the server did not report it
 * @param undecided whether the folder showed no message, so that nothing is known about what the server reports for other folders
 */
public record StoredIn(String rawName, boolean undecided) {
    /** The answer for a folder that is empty or cannot be opened. */
    public static final StoredIn UNDECIDED = new StoredIn(null, true);
}
