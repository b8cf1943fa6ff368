// SPDX-License-Identifier: Apache-2.0

/**
 * The door of the {@code mailbox:} endpoints. {@link org.mailmig.mailbox.MailboxSteps} takes an account through check, clone or merge,
 * verify and sweep. The rooms behind it, top floor first; each uses only rooms below it:
 *
 * <pre>
 *   verify       both sides are compared; the sweep repeats the copy
 *   copy         CopyPass ─▶ FolderCopyTask ─▶ MessageCopier: FETCH ─▶ APPEND, written down before and after
 *   check        whatever can refuse an account, before anything changes
 *   scripts      Sieve scripts              tree      folders without their messages
 *   match        which message is which     uids      messages get their source UIDs
 *   fidelity     what a server stores otherwise than it was sent
 *   state        what an account carries through its steps
 *   folders      which folder goes where    connection   the connections of one user to one server
 *   message      hashes, keys and filters of messages
 * </pre>
 */
package org.mailmig.mailbox;
