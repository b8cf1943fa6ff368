// SPDX-License-Identifier: Apache-2.0

/**
 * The target's directory: which entry belongs to an account, and the forwarder in it (RFC 4511). {@link
 * org.mailmig.directory.DirectoryComponent} is the door for routes, {@link org.mailmig.directory.ForwarderList} and {@link
 * org.mailmig.directory.ForwarderRestore} are the doors for commands.
 *
 * <pre>
 *   directory:filter ─▶ ldap:mailmigDirectory ─▶ directory:match … directory:stamp … directory:clear
 *   what to look for    camel-ldap searches      one entry         write down, add,  delete our own
 *                                                or a refusal      read back         value, read back
 *                                                                      └─ directory:unstamp, for a refusal after the stamp
 *
 *   internal.forwarder   sets, clears, restores           internal.match   which entry, and whose
 *   internal.account     the forwarder of one account     internal.entry   directories and their entries
 *   internal.ldap        connections with limits
 * </pre>
 *
 * The ledger knows of a forwarder before the directory does. One attribute is written, and only a value of our own is taken away.
 */
package org.mailmig.directory;
