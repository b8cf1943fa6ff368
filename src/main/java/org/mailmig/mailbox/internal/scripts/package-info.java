// SPDX-License-Identifier: Apache-2.0

/** Sieve scripts of one account, from one server to the other. */
package org.mailmig.mailbox.internal.scripts;
