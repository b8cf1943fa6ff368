// SPDX-License-Identifier: Apache-2.0

/** What copies have done: the folders, the UID mapping, and the journal of APPENDs. */
package org.mailmig.ledger.journal;
