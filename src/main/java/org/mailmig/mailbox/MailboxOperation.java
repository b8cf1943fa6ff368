package org.mailmig.mailbox;

/** What a {@code mailbox:} endpoint does with the account in the body. */
public enum MailboxOperation {
    check,
    clone,
    merge,
    verify,
    sweep,
    plan
}
