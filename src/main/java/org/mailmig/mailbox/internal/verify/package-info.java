// SPDX-License-Identifier: Apache-2.0

/** Compares both sides after a copy; an account becomes DONE only after this. */
package org.mailmig.mailbox.internal.verify;
