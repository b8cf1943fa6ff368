// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

/** The operation of a {@code directory:} endpoint on an account. Lower case: the names are part of the URI. */
public enum DirectoryOperation {
    /** Writes the LDAP filter for the account's match into a variable. */
    filter,
    /** Selects the one entry among the candidates of the lookup. */
    match,
    /** Checks everything for which the directory could refuse the stamp: access rights, schema, a loop. Changes nothing. */
    check,
    /** Sets the forwarder on the target user's entry. */
    stamp,
    /** Removes mailmig's forwarder: new mail reaches the target. */
    clear,
    /** Adds the source's X.500 address and aliases to the target's entry, if configured. */
    addresses,
    /** Removes the stamp of an account that is refused after all: as if it had never been stamped. */
    unstamp
}
