// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

/** The step that a {@code mailbox:} endpoint runs for the account in the body. */
public enum MailboxOperation {
    check,
    clone,
    merge,
    verify,
    sweep,
    plan,
    /** Sends one test message through the real mail flow, if {@code mailmig.forwarder.probe} enables it. */
    probe
}
