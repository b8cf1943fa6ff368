/**
 * The report of a wave: {@link org.mailmig.report.Reports} writes the ledger's state of a wave to {@code report.json}, {@code report.csv},
 * {@code report.txt}, {@code report.html} and {@code uids.csv}. Reads the ledger, and writes only the event with the report's folder to it.
 */
package org.mailmig.report;
