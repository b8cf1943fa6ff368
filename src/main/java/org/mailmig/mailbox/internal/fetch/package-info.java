// SPDX-License-Identifier: Apache-2.0

/** Reads messages from the source in batches, ahead of what is appended, on connections that are replaced when they are lost. */
package org.mailmig.mailbox.internal.fetch;
