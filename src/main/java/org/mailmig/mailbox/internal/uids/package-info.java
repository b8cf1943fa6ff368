// SPDX-License-Identifier: Apache-2.0

/** Messages get the UIDs that they have at the source. */
package org.mailmig.mailbox.internal.uids;
