// SPDX-License-Identifier: Apache-2.0

/** Database access: connections, transactions, migrations, H2's files. */
package org.mailmig.ledger.internal.database;
