// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.text.KnownReplies;

/** The server answered NO: this command had no effect, the connection goes on. */
public final class CommandRefusedException extends ImapException {
    private static final long serialVersionUID = 1L;
    private final String code;
    private final transient AppendResult stored;
    private final KnownReplies.Meaning meaning;

    public CommandRefusedException(String message, String code, AppendResult stored) {
        this(message, code, message, stored);
    }

    /** @param text what the server said behind the code */
    public CommandRefusedException(String message, String code, String text, AppendResult stored) {
        super(message, null, KnownReplies.backoff(code, text));
        this.code = code;
        this.stored = stored;
        this.meaning = KnownReplies.meaning(text);
    }

    /** Response code in upper case without brackets, for example {@code OVERQUOTA} (RFC 9051, 7.1); empty where none. */
    public String code() {
        return code;
    }

    /** Messages of this APPEND that were stored before the refusal; {@code null} for other commands. */
    public AppendResult stored() {
        return stored;
    }

    /** Does the server say that the mailbox is full? Gmail says OVERQUOTA for bandwidth, too, which is throttling. */
    public boolean full() {
        return backoff() == null && (code.equals("OVERQUOTA") || meaning == KnownReplies.Meaning.FULL);
    }

    /**
     * A refusal that asks for patience (THROTTLED, INUSE, LIMIT, UNAVAILABLE, SERVERBUG: RFC 5530; TRYLATER: RFC 5804, 1.3), or says
     * so in a text that is known ({@link KnownReplies}).
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
