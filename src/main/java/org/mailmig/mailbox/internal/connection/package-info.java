// SPDX-License-Identifier: Apache-2.0

/** The connections of one user to one server, and the logins behind them. */
package org.mailmig.mailbox.internal.connection;
