// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * Messages of one folder with consecutive UIDs on both sides.
 *
 * @param account as in the control file
 * @param folder names as on the servers, UIDVALIDITYs, and counters
 * @param run their UIDs
 */
public record UidMapRow(String account, FolderState folder, UidRun run) {}
