// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * A Sieve script that mailmig put, or was about to put, on a target.
 *
 * @param source its name at the source
 * @param target its name at the target
 * @param storedSha256 hash of the bytes that were certainly stored there; {@code null} if none were
 * @param intendedSha256 hash of bytes that may or may not have been stored; {@code null} if none are pending
 * @param activation whether mailmig made it the active script
 */
public record ScriptState(
        String source, String target, String storedSha256, String intendedSha256, Activation activation) {
    /** The activation of a script by mailmig, at the target. */
    public enum Activation {
        NONE,
        /** Requested; the result is unknown. */
        INTENDED,
        DONE
    }

    /** Returns whether these bytes were stored by mailmig and not by the owner. */
    public boolean isOurs(String sha256) {
        return sha256.equals(storedSha256) || sha256.equals(intendedSha256);
    }
}
