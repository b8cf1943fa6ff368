// SPDX-License-Identifier: Apache-2.0

/** Which entry belongs to an account, and whether it is the account's own. */
package org.mailmig.directory.internal.match;
