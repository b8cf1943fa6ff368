// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.util.Set;

/** Restricts which commands a connection may send. */
public enum CommandPolicy {
    ANY {
        @Override
        boolean allows(String command) {
            return true;
        }
    },
    /** Only commands that change neither folders nor messages (RFC 9051, 6). SELECT is excluded: it resets \Recent. */
    READ_ONLY {
        @Override
        boolean allows(String command) {
            return READING.contains(command) || READING.contains(command.split(" ", 2)[0]);
        }
    };

    /** The allowed commands; a new command is refused until it is added here. */
    static final Set<String> READING = Set.of(
            "CAPABILITY",
            "NOOP",
            "LOGOUT",
            "STARTTLS",
            "AUTHENTICATE",
            "LOGIN",
            "PROXYAUTH",
            "ID",
            "ENABLE",
            "NAMESPACE",
            "LIST",
            "LSUB",
            "STATUS",
            "EXAMINE",
            "UNSELECT",
            "UID FETCH",
            "UID SEARCH",
            "GETQUOTAROOT",
            "GETACL",
            "GETMETADATA",
            "SYNCGET MAILBOXES",
            "SYNCGET UNIQUEIDS");

    /** @param command its name, perhaps with its first argument, such as {@code AUTHENTICATE PLAIN} */
    abstract boolean allows(String command);

    /** @throws IllegalStateException if the command may not be sent, which is a bug */
    void check(Command command) {
        if (!allows(command.name())) {
            throw new IllegalStateException("A read-only connection does not send " + command.name() + ".");
        }
    }
}
