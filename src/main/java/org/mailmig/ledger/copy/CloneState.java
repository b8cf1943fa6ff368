// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/** The progress of a clone of a pair of mailboxes, over all waves. */
public enum CloneState {
    NONE,
    BEGUN,
    FINISHED
}
