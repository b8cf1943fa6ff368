// SPDX-License-Identifier: Apache-2.0

/** The mail servers of the configuration: their addresses, limits and logins. */
package org.mailmig.mailbox.internal.servers;
