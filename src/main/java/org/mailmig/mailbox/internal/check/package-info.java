// SPDX-License-Identifier: Apache-2.0

/** Before anything changes: whatever can refuse an account is asked here. */
package org.mailmig.mailbox.internal.check;
