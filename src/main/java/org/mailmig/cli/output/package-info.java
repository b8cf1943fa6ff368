// SPDX-License-Identifier: Apache-2.0

/** What commands print: bars, events, tables, JSON, control files. */
package org.mailmig.cli.output;
