// SPDX-License-Identifier: Apache-2.0
package org.mailmig.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.logging.Logger;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.mailmig.config.Secret;
import org.mailmig.imap.server.Sasl;

/**
 * Angus Mail's SMTP transport with a token login that answers the error challenge of a refusal, which Angus does not. TLS from the first
 * byte (smtps) is made by {@link SmtpSockets}, so that the connection has limits.
 */
final class SmtpTransport extends SMTPTransport {
    private static final int AUTHENTICATED = 235;
    private static final int CONTINUE = 334;
    private static final int PERMANENT = 500;
    /** RFC 5321, 4.5.3.1.4, without the line break; a longer initial response is sent as a separate response (RFC 4954, 4). */
    private static final int LONGEST_COMMAND = 510;

    private static final int LONGEST_TEXT = 300;
    private static final int MOST_CHALLENGES = 3;

    /**
     * Angus Mail traces whole commands here, tokens included. A filter refuses all lines: a reset of the log manager, which clears levels,
     * leaves it in place. The reference keeps the logger, and so its filter, alive.
     */
    private static final Logger TRACE = Logger.getLogger(SmtpTransport.class.getPackageName() + ".protocol");

    static {
        TRACE.setFilter(line -> false);
    }

    private final Optional<SmtpLogin> login;

    /** @param tls whether Angus Mail itself opens TLS from the first byte, because the URI brings its own sockets */
    SmtpTransport(Session session, String protocol, Optional<SmtpLogin> login, boolean tls) {
        super(session, new URLName(protocol, null, -1, null, null, null), protocol, tls);
        this.login = login;
    }

    @Override
    protected synchronized boolean protocolConnect(String host, int port, String user, String password)
            throws MessagingException {
        return login.isPresent() ? connect(host, port, login.get()) : super.protocolConnect(host, port, user, password);
    }

    /** After an expired token, a new one is tried once, on a new connection: servers may close the first. */
    private boolean connect(String host, int port, SmtpLogin as) throws MessagingException {
        Secret token = as.token().get();
        SmtpRefusedException refused = attempt(host, port, as, token);
        if (refused != null && refused.isFinal() && as.token().renewOnceAccepted(token)) {
            token = as.token().get();
            refused = attempt(host, port, as, token);
        }
        if (refused != null) {
            throw refused;
        }
        as.token().accepted(token);
        return true;
    }

    /** @return {@code null} if the server accepts the token */
    private SmtpRefusedException attempt(String host, int port, SmtpLogin as, Secret token) throws MessagingException {
        super.protocolConnect(host, port, null, null);
        boolean accepted = false;
        try {
            SmtpRefusedException refused = authenticate(as, token);
            accepted = refused == null;
            return refused;
        } finally {
            if (!accepted) {
                setConnected(true); // else close() leaves the connection open
                closeQuietly();
            }
        }
    }

    /** The refusal is what matters; a server may have closed the connection already. */
    private void closeQuietly() {
        try {
            close();
        } catch (MessagingException e) {
            setConnected(false);
        }
    }

    private SmtpRefusedException authenticate(SmtpLogin as, Secret token) throws MessagingException {
        Sasl sasl = Sasl.of(as.with(token), this::supportsAuthentication);
        if (!supportsAuthentication(sasl.mechanism())) {
            return SmtpRefusedException.notOffered(as, sasl.mechanism());
        }
        String command = "AUTH " + sasl.mechanism();
        String whole = command + " " + sasl.encoded();
        int code = simpleCommand(whole.length() <= LONGEST_COMMAND ? whole : command);
        if (code == CONTINUE && whole.length() > LONGEST_COMMAND) {
            code = simpleCommand(sasl.encoded());
        }
        String challenge = "";
        for (int i = 0; code == CONTINUE && i < MOST_CHALLENGES; i++) {
            challenge = challenge.isEmpty() ? decoded(getLastServerResponse()) : challenge;
            code = simpleCommand(i == 0 ? sasl.afterError() : "*"); // RFC 7628, 3.2.3; RFC 4954, 4
        }
        if (code == AUTHENTICATED) {
            return null;
        }
        String words = cut(sasl.hidden(String.valueOf(getLastServerResponse()).trim()))
                + (challenge.isEmpty() ? "" : ", challenge " + cut(sasl.hidden(challenge)));
        return SmtpRefusedException.refused(as, sasl.mechanism(), words, code >= PERMANENT);
    }

    /** The error of RFC 7628, 3.2.2, on one line. */
    private static String decoded(String answer) {
        String base64 = answer.length() > 4 ? answer.substring(4).trim() : "";
        String text;
        try {
            text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            text = base64;
        }
        return text.replaceAll("[^\\x20-\\x7e]+", " ").trim();
    }

    /** After the token is hidden: a cut token would not be recognised. */
    private static String cut(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "..." : text;
    }
}
