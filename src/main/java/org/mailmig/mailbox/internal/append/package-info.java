// SPDX-License-Identifier: Apache-2.0

/** The messages of one folder: FETCH at the source, APPEND at the target, journalled before and after. */
package org.mailmig.mailbox.internal.append;
