// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.util.regex.Pattern;

/** The server answered NO: this command had no effect, the connection goes on. */
public final class CommandRefusedException extends ImapException {
    private static final long serialVersionUID = 1L;
    private static final Pattern PATIENCE = Pattern.compile(
            "too many (\\w+ ){0,2}(connections|logins|attempts)|maximum (number of )?connections?|connection limit|try again later",
            Pattern.CASE_INSENSITIVE);

    private final String code;
    private final transient Appended stored;

    public CommandRefusedException(String message, String code, Appended stored) {
        super(message, null);
        this.code = code;
        this.stored = stored;
    }

    /** Response code in upper case without brackets, for example {@code OVERQUOTA} (RFC 9051, 7.1); empty where none. */
    public String code() {
        return code;
    }

    /** Messages of this APPEND that were stored before the refusal; {@code null} for other commands. */
    public Appended stored() {
        return stored;
    }

    /**
     * A refusal that asks for patience (THROTTLED, INUSE, LIMIT, UNAVAILABLE, SERVERBUG: RFC 5530; TRYLATER: RFC 5804, 1.3), or says
     * so in words as Gmail, Dovecot and others do where connections are too many.
     */
    public boolean passing() {
        return switch (code) {
            case "THROTTLED", "INUSE", "LIMIT", "UNAVAILABLE", "SERVERBUG", "TRYLATER" -> true;
            case "", "ALERT" -> PATIENCE.matcher(getMessage()).find();
            default -> false;
        };
    }
}
