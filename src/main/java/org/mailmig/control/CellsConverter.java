// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import org.mailmig.control.rows.CsvRowConverter;

/** The class name by which routes create the converter of camel-csv's records (bean {@code mailmigCells}). */
public final class CellsConverter extends CsvRowConverter {}
