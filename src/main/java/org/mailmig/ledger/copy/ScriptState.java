// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * A Sieve script that we put, or were about to put, into a target.
 *
 * @param source its name at the source
 * @param target its name at the target
 * @param storedSha256 of the octets that certainly stood there once; {@code null} where none did
 * @param intendedSha256 of the octets of which it is not known whether they arrived; {@code null} where none are under way
 * @param activation whether we made it the active one, once
 */
public record ScriptState(
        String source, String target, String storedSha256, String intendedSha256, Activation activation) {
    /** Of a script by us, at the target. */
    public enum Activation {
        NONE,
        /** Asked for; whether it came about is not known. */
        INTENDED,
        DONE
    }

    /** Are these octets ours, not its owner's? */
    public boolean isOurs(String sha256) {
        return sha256.equals(storedSha256) || sha256.equals(intendedSha256);
    }
}
