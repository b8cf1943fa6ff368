/**
 * What is done with a pair of mailboxes, in order: {@link org.mailmig.mailbox.MailboxSteps} takes an account through
 * check, clone or merge, verify and sweep.
 *
 * <pre>
 *   Check ─▶ CopyPass ─▶ Verify ─▶ Sweep          one class per step
 *               │
 *               ├─ FolderPlan      which source folder goes to which target folder
 *               ├─ FolderWork      one folder: scan, pair, copy, carry flags
 *               ├─ Identity        the same message on both sides, without a ledger
 *               └─ Relay           FETCH → APPEND, journaled, batch by batch
 * </pre>
 */
package org.mailmig.mailbox;
