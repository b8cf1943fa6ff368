// SPDX-License-Identifier: Apache-2.0

/** What may go wrong in a conversation with a server; the type says how far it reaches. */
package org.mailmig.imap.error;
