// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import org.mailmig.imap.text.UidSet;

/**
 * A folder as EXAMINE and UID SEARCH show it at one moment.
 *
 * @param exists EXISTS
 * @param uidValidity UIDVALIDITY; 0 where the server does not say
 * @param found UIDs of all messages by UID SEARCH; empty too where the server refuses to search
 */
public record FolderCount(long exists, long uidValidity, UidSet found) {}
