// SPDX-License-Identifier: Apache-2.0

/** Decides which source folder goes to which target folder. Contacts no server. */
package org.mailmig.mailbox.internal.folders;
