// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

/** What a {@code mailbox:} endpoint does with the account in the body. */
public enum MailboxOperation {
    check,
    clone,
    merge,
    verify,
    sweep,
    plan,
    /** One message through the real path, where {@code mailmig.forwarder.probe} asks for it. */
    probe
}
