// SPDX-License-Identifier: Apache-2.0

/** Which target message corresponds to which source message: without a ledger, after a crash, among other clients' messages. */
package org.mailmig.mailbox.internal.match;
