// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code mailbox:} endpoints. {@link org.mailmig.mailbox.MailboxSteps} takes an account through check, clone or merge, verify and
 * sweep. The internal packages, top layer first; each uses only packages below it:
 *
 * <pre>
 *   verify       compares both sides; the sweep repeats the copy
 *   copy         CopyPass ─▶ FolderCopyTasks ─▶ FolderCopyTask: all folders of an account
 *   append       MessageCopier: FETCH ─▶ APPEND, recorded in the ledger before and after
 *   scan         FolderOpening lists a folder on both sides, MissingMessages decides what is copied
 *   check        everything that can refuse an account, before anything changes
 *   scripts      Sieve scripts              tree         folders without their messages
 *   match        finds equal messages       uids         gives messages their source UIDs; records each pending APPEND
 *   fetch        reads batches ahead        fidelity     what a server stores in another form than it was sent
 *   mailflow     the probe message
 *   state        the state that an account carries through its steps
 *   folders      which folder goes where    connection   the connections of one user to one server
 *   message      hashes, keys, filters      servers      the servers of the configuration: addresses, logins
 * </pre>
 */
package org.mailmig.mailbox;
