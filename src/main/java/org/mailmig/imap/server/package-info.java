// SPDX-License-Identifier: Apache-2.0

/** A server as clients know it: its address, logins, namespaces and quirks. */
package org.mailmig.imap.server;
