// SPDX-License-Identifier: Apache-2.0

/** Which source folder goes to which target folder. Asks no server. */
package org.mailmig.mailbox.internal.folders;
