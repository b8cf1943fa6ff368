// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import org.mailmig.Step;

/** The step that a {@code mailbox:} endpoint runs for the account in the body. */
public enum MailboxOperation {
    check,
    clone,
    merge,
    verify,
    sweep,
    plan,
    /** Sends one test message through the real mail flow, if {@code mailmig.forwarder.probe} enables it. */
    probe;

    /**
     * Returns the step of the account at which this runs.
     *
     * @param arrives the side that a probe must reach
     */
    Step step(String arrives) {
        return switch (this) {
            case check, plan -> Step.CHECK;
            case clone, merge -> Step.COPY;
            case verify -> Step.VERIFY;
            case sweep -> Step.SWEEP;
            case probe -> arrives.equals("source") ? Step.COPY : Step.SWEEP;
        };
    }
}
