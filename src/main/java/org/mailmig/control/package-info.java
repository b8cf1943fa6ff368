/**
 * Control files: what operators write becomes checked rows in the ledger, or a list of everything that is wrong with it.
 *
 * <pre>
 * file ─▶ Snapshot ─▶ ControlText ─▶ CsvGuard ─▶ camel-csv ─▶ CheckedRows (Header, RowRules, Seen) ─▶ one wave in the ledger
 *                        └─ Mailmig's own grammar: MailmigFile ─▶ its accounts file
 * </pre>
 *
 * {@link org.mailmig.control.Intake} is the entrance; the route {@code mailmig-control-file} is the line above.
 */
package org.mailmig.control;
