// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import java.util.function.Supplier;
import org.mailmig.config.Secret;

/**
 * A user's login and how it is made.
 *
 * @param style the command or mechanism
 * @param user the mailbox's owner
 * @param admin the login that acts for the owner; {@code null} for {@link Style#PASSWORD} and a user's own {@link Style#XOAUTH2}
 * @param secret called again at each login, so that a token may have been refreshed
 */
public record Login(Style style, String user, String admin, Supplier<Secret> secret) {
    public enum Style {
        /** SASL PLAIN (RFC 4616) if offered, else LOGIN. */
        PASSWORD,
        /** SASL PLAIN with the owner as authorization identity (RFC 4616, 2). */
        AUTHZID,
        /** {@code user*admin}, Dovecot's master users. */
        DOVECOT,
        /** {@code domain/admin/user}; {@code admin} holds {@code domain/admin}. */
        EXCHANGE,
        /** Login as admin, then PROXYAUTH user. */
        PROXYAUTH,
        /** SASL XOAUTH2 with a bearer token. */
        XOAUTH2,
        /** SASL OAUTHBEARER (RFC 7628) with a bearer token. */
        OAUTHBEARER,
        /** A bearer token by OAUTHBEARER if that is offered, else by XOAUTH2. */
        BEARER;

        /** Returns whether the secret is a token. No number of refusals locks a token out. */
        public boolean isToken() {
            return this == XOAUTH2 || this == OAUTHBEARER || this == BEARER;
        }
    }

    /** Returns whether many owners' logins share one secret of the configuration. A row's own password is never shared. */
    public boolean isShared() {
        return admin != null || style.isToken();
    }

    /** Returns the name that belongs to the secret: the owner's, the admin's, or both as the style writes them. */
    public String authenticating() {
        return switch (style) {
            case PASSWORD, XOAUTH2, OAUTHBEARER, BEARER -> user;
            case AUTHZID, PROXYAUTH -> admin;
            case DOVECOT -> user + "*" + admin;
            case EXCHANGE -> admin + "/" + user;
        };
    }

    @Override
    public String toString() {
        return admin == null ? user : user + " through " + admin;
    }
}
