// SPDX-License-Identifier: Apache-2.0

/** One pass over the folders of an account: FETCH at the source, APPEND at the target, journalled before and after. */
package org.mailmig.mailbox.internal.copy;
