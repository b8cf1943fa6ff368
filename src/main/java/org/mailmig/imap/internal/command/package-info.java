// SPDX-License-Identifier: Apache-2.0

/** One class for each command, or for a few that belong together: it writes the command and reads its untagged responses. */
package org.mailmig.imap.internal.command;
