// SPDX-License-Identifier: Apache-2.0

/** Compares both sides after a copy; an account is DONE only behind this. */
package org.mailmig.mailbox.internal.verify;
