// SPDX-License-Identifier: Apache-2.0

/** Cyrus' replication protocol, by which identifiers are set in a Cyrus target. */
package org.mailmig.imap.cyrus;
