package org.mailmig.imap;

/** The server is there and refuses this login (wrong password, no right to act for the user, login disabled): never repeated. */
public final class LoginRefusedException extends ImapException {
    private static final long serialVersionUID = 1L;

    public LoginRefusedException(String message) {
        super(message, null);
    }
}
