// SPDX-License-Identifier: Apache-2.0

/** The IMAP conversation: tags, literals, capabilities, login, and what was found out about the server. */
package org.mailmig.imap.internal.session;
