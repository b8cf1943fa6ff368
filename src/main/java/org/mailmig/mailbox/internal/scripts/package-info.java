// SPDX-License-Identifier: Apache-2.0

/** Migrates the Sieve scripts of one account from one server to the other. */
package org.mailmig.mailbox.internal.scripts;
