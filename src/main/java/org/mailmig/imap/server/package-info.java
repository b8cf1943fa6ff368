// SPDX-License-Identifier: Apache-2.0

/** A server from a client's view: its address, logins, namespaces and quirks. */
package org.mailmig.imap.server;
