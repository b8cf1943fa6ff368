// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.error;

/** The server is there and refuses this login (wrong password, no right to act for the user, login disabled): never repeated. */
public final class LoginRefusedException extends ImapException {
    private static final long serialVersionUID = 1L;

    /** What an admin login's refusal is about. */
    public enum About {
        /** The admin was let in; the mailbox's owner is unknown, or the admin may not act for him. */
        OWNER,
        /** The admin login itself, or the way it is made. */
        ADMIN,
        /** The server does not say ({@code AUTHENTICATIONFAILED} is meant to hide it; RFC 5530, 3). */
        EITHER
    }

    private final About about;

    /** Of a service that does not say. */
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
