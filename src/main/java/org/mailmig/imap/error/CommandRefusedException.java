// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.text.KnownReplies;

/** The server answered NO: this command had no effect, and the connection remains usable. */
public final class CommandRefusedException extends ImapException {
    private static final long serialVersionUID = 1L;
    private final String code;
    private final transient AppendResult stored;
    private final KnownReplies.Meaning meaning;

    public CommandRefusedException(String message, String code, AppendResult stored) {
        this(message, code, message, stored);
    }

    /** @param text the response text after the code */
    public CommandRefusedException(String message, String code, String text, AppendResult stored) {
        super(message, null, KnownReplies.backoff(code, text));
        this.code = code;
        this.stored = stored;
        this.meaning = KnownReplies.meaning(text);
    }

    /** Returns the response code in upper case without brackets, for example {@code OVERQUOTA} (RFC 9051, 7.1); empty if there is none. */
    public String code() {
        return code;
    }

    /** Returns the messages of this APPEND that were stored before the refusal; {@code null} for other commands. */
    public AppendResult stored() {
        return stored;
    }

    /** Returns whether the mailbox is full. Gmail sends OVERQUOTA for bandwidth, too, which is throttling. */
    public boolean full() {
        return backoff() == null && (code.equals("OVERQUOTA") || meaning == KnownReplies.Meaning.FULL);
    }

    /**
     * Returns whether the refusal is transient: by its code (THROTTLED, INUSE, LIMIT, UNAVAILABLE, SERVERBUG: RFC 5530; TRYLATER: RFC
     * 5804, 1.3), or by a known text ({@link KnownReplies}).
     */
    public boolean passing() {
        return backoff() != null
                || switch (code) {
                    case "THROTTLED", "INUSE", "LIMIT", "UNAVAILABLE", "SERVERBUG", "TRYLATER" -> true;
                    case "", "ALERT" -> meaning == KnownReplies.Meaning.TOO_MANY_CONNECTIONS;
                    default -> false;
                };
    }
}
