// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

/** What a {@code directory:} endpoint does with the account that passes. Lower case: these are words of the URI. */
public enum DirectoryOperation {
    /** Writes the LDAP filter of the account's match into a variable. */
    filter,
    /** Picks the one entry out of the candidates that the look-up found. */
    match,
    /** Asks everything for which the directory could refuse the stamp: rights, schema, a loop. Nothing is changed. */
    check,
    /** Sets the forwarder on the target user's entry. */
    stamp,
    /** Takes our own forwarder away: new mail reaches the target. */
    clear,
    /** Adds the source's X.500 address and aliases to the target's entry, where that is switched on. */
    addresses,
    /** Takes back a stamp of an account that is refused after all: as if it had never been stamped. */
    unstamp
}
