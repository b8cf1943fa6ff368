// SPDX-License-Identifier: Apache-2.0

/** One pass over the folders of an account: what is missing is copied, changed flags and removals follow, and all is counted. */
package org.mailmig.mailbox.internal.copy;
