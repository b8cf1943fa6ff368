// SPDX-License-Identifier: Apache-2.0

/** The conversation: tags, literals, capabilities, login, and what was learnt about the server. */
package org.mailmig.imap.internal.session;
