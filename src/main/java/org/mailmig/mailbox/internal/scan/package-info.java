// SPDX-License-Identifier: Apache-2.0

/** Opens a folder on both sides, lists its messages, and decides which of them are to be copied. */
package org.mailmig.mailbox.internal.scan;
