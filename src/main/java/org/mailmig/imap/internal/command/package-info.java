// SPDX-License-Identifier: Apache-2.0

/** One class per command, or per group of related commands: it writes the command and reads its untagged responses. */
package org.mailmig.imap.internal.command;
