/**
 * The target's directory: which entry belongs to an account, and the forwarder in it (RFC 4511). {@link
 * org.mailmig.directory.DirectoryComponent} is the entrance for routes, {@link org.mailmig.directory.ForwarderList} for
 * commands.
 *
 * <pre>
 *   directory:filter ─▶ ldap:mailmigDirectory ─▶ directory:match … directory:stamp … directory:clear
 *   what to look for    camel-ldap looks         one entry         intend, add,      delete our own
 *                                                or a refusal      read back         value, read back
 *                                                                      └─ directory:unstamp, for a refusal after the stamp
 * </pre>
 *
 * The ledger knows of a stamp before the directory does. One attribute is ever written, and only a value of our own is
 * ever taken away.
 */
package org.mailmig.directory;
