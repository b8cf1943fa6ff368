/**
 * What a wave leaves behind: {@link org.mailmig.report.Reports} folds the ledger's state of a wave into {@code report.json},
 * {@code report.csv} and {@code report.txt}. Reads the ledger, changes nothing in it but the event that says where they lie.
 */
package org.mailmig.report;
