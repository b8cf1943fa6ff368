// SPDX-License-Identifier: Apache-2.0

/**
 * The IMAP client (RFC 3501, RFC 9051), designed for bulk copying: {@link org.mailmig.imap.ReadOnlyConnection} and
 * {@link org.mailmig.imap.ImapConnection}. Literals are streamed, not buffered; responses are read on the calling thread; only UID commands
 * are pipelined (RFC 9051, 5.5). The packages, top layer first:
 *
 * <pre>
 *   imap                 Authenticated-, Listing-, ReadOnly-, Managing- and ImapConnection: each adds commands to the one before
 *   internal.command     one class for each command          cyrus    Cyrus' replication
 *   internal.messages    SELECT, SEARCH, FETCH
 *   internal.session     tags, literals, capabilities, login
 *   wire                 bytes, with limits in size and time
 *   server               addresses, logins, quirks           error    how far an error reaches
 *   model                folders, messages, flags            text     UID sets, dates, names
 * </pre>
 */
package org.mailmig.imap;
