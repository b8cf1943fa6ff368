// SPDX-License-Identifier: Apache-2.0

/** The connections of one user to one server, and their logins. */
package org.mailmig.mailbox.internal.connection;
