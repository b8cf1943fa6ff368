// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import org.mailmig.imap.text.UidSet;

/**
 * The messages of a folder according to EXAMINE and UID SEARCH at one moment.
 *
 * @param exists EXISTS
 * @param uidValidity UIDVALIDITY; 0 if the server does not report it
 * @param found UIDs of all messages by UID SEARCH; also empty if the server refuses to search
 */
public record FolderCount(long exists, long uidValidity, UidSet found) {}
