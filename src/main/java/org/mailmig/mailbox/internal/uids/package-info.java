// SPDX-License-Identifier: Apache-2.0

/** Gives messages the UIDs that they have at the source. */
package org.mailmig.mailbox.internal.uids;
