// SPDX-License-Identifier: Apache-2.0

/**
 * The target's directory: which entry belongs to an account, and the forwarder in it (RFC 4511). {@link
 * org.mailmig.directory.DirectoryComponent} is the entry point for routes, {@link org.mailmig.directory.ForwarderList} and {@link
 * org.mailmig.directory.ForwarderRestore} are those for commands.
 *
 * <pre>
 *   directory:filter ─▶ ldap:mailmigDirectory ─▶ directory:match … directory:stamp … directory:clear
 *   builds the filter   camel-ldap searches      one entry         record, add,      delete our own
 *                                                or a refusal      read back         value, read back
 *                                                                      └─ directory:unstamp, for a refusal after the stamp
 *
 *   internal.forwarder   sets, clears, restores           internal.match   the account's entry
 *   internal.account     the forwarder of one account     internal.entry   directories and their entries
 *   internal.ldap        connections with limits
 * </pre>
 *
 * A forwarder is recorded in the ledger before it is written to the directory. Besides the forwarder attribute, only {@code
 * proxyAddresses} is written (if configured), and only values added by mailmig are removed.
 */
package org.mailmig.directory;
