// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

/** How an account or a wave ended; the worst outcome is the greatest. */
public enum Outcome {
    /** Everything of this pass is in the target and verified. */
    DONE,
    /** Something is missing, differs or was interrupted; copied messages stay, the forwarder is kept. */
    PARTIAL,
    /** A precondition does not hold; nothing was changed anywhere. */
    REFUSED,
    /** The account stopped with an error; the dead letter says where and why. */
    FAILED;

    /** The worse of the two. */
    public Outcome and(Outcome other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
