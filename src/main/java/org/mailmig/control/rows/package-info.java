// SPDX-License-Identifier: Apache-2.0

/** From the cells of a line to a checked row. */
package org.mailmig.control.rows;
