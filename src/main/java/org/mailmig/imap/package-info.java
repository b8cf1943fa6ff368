/**
 * The wire: one connection to an IMAP server (RFC 3501 and RFC 9051), made for bulk copying. {@link
 * org.mailmig.imap.ImapConnection} is the entrance. Literals flow through without being held; replies are read by a thread
 * of the connection's own; only UID commands are pipelined (RFC 9051, 5.5).
 */
package org.mailmig.imap;
