// SPDX-License-Identifier: Apache-2.0

/** Errors in the communication with a server; the type tells how far an error reaches. */
package org.mailmig.imap.error;
