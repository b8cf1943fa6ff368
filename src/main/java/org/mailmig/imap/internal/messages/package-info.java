// SPDX-License-Identifier: Apache-2.0

/** The commands for the messages of a folder: SELECT, UID SEARCH, UID FETCH. */
package org.mailmig.imap.internal.messages;
