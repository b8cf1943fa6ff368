// SPDX-License-Identifier: Apache-2.0

/** Everything that can refuse an account, checked before anything changes. */
package org.mailmig.mailbox.internal.check;
