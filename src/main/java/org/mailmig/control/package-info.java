// SPDX-License-Identifier: Apache-2.0

/**
 * Control files: an operator's file becomes validated rows in the ledger, or a list of all its errors.
 *
 * <pre>
 * file ─▶ Snapshot ─▶ DecodingReader ─▶ CsvSanitizer ─▶ camel-csv ─▶ ValidatedRows (Header, RowRules, RowParser) ─▶ a wave in the ledger
 *                          └─ Mailmig's own grammar: MailmigFile ─▶ its accounts file
 *
 *   control         Intake, the entry point; the route mailmig-control-file is the line above. WaveStart writes the wave, ProcessedFiles
 *                   puts the file aside
 *   internal.file   one file: its kind, its grammar, the files that it names
 *   rows            from the cells of a line to a validated row
 *   internal.text   encodings, CSV syntax, columns, the list of problems
 * </pre>
 */
package org.mailmig.control;
