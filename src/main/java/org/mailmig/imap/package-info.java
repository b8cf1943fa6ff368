// SPDX-License-Identifier: Apache-2.0

/**
 * The door of the IMAP client (RFC 3501, RFC 9051), made for bulk copying: {@link org.mailmig.imap.ReadOnlyConnection} and {@link
 * org.mailmig.imap.ImapConnection}. Literals flow through without being held; responses are read on the calling thread or on one of the
 * connection's own; only UID commands are pipelined (RFC 9051, 5.5). The rooms, top floor first:
 *
 * <pre>
 *   imap                 the two connections
 *   internal.command     one class for each command          cyrus    Cyrus' replication
 *   internal.session     tags, literals, capabilities, login
 *   wire                 bytes, with limits in size and time
 *   server               addresses, logins, quirks           error    how far a fault reaches
 *   model                folders, messages, flags            text     UID sets, dates, names
 * </pre>
 */
package org.mailmig.imap;
