// SPDX-License-Identifier: Apache-2.0

/** Sends a message to see where new mail goes. */
package org.mailmig.mailbox.internal.mailflow;
