// SPDX-License-Identifier: Apache-2.0

/** The syntax elements of the protocol: UID sets, dates, flags, modified UTF-7, response texts of known servers. */
package org.mailmig.imap.text;
