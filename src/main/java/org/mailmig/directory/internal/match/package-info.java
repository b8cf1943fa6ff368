// SPDX-License-Identifier: Apache-2.0

/** Finds the entry of an account and checks that it is the account's own. */
package org.mailmig.directory.internal.match;
