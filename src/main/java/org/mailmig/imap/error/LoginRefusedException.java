// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

/** The server refuses this login (wrong password, no right to act for the user, login disabled). Never repeated. */
public final class LoginRefusedException extends ImapException {
    private static final long serialVersionUID = 1L;

    /** What the refusal of an admin login concerns. */
    public enum About {
        /** The admin was accepted; the mailbox's owner is unknown, or the admin may not act for the owner. */
        OWNER,
        /** The admin login itself, or its mechanism. */
        ADMIN,
        /** The server does not tell ({@code AUTHENTICATIONFAILED} is meant to hide it; RFC 5530, 3). */
        EITHER
    }

    private final About about;

    /** Creates a refusal by a service that does not tell. */
    public LoginRefusedException(String message) {
        this(message, About.EITHER);
    }

    public LoginRefusedException(String message, About about) {
        super(message, null);
        this.about = about;
    }

    public About about() {
        return about;
    }
}
