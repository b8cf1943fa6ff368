// SPDX-License-Identifier: Apache-2.0
package org.mailmig.smtp;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.mailmig.error.StopException;

/**
 * Why a mail was not sent.
 *
 * @param text one clause, limited in length, without control characters and without its full stop
 */
record SmtpError(Kind kind, String text) {
    /** What failed. */
    enum Kind {
        /** The connection could not be secured. */
        TLS,
        /** The server refused the login. */
        LOGIN,
        /** An error of mailmig, whose text says what to do. */
        EXPLAINED,
        OTHER
    }

    private static final int LONGEST_TEXT = 300;
    private static final int MOST_CAUSES = 10;

    /** Looks through the causes, and the exceptions that Jakarta Mail chains. */
    static SmtpError of(Throwable fault) {
        Throwable last = fault;
        boolean tls = false;
        boolean login = false;
        Throwable at = fault;
        for (int i = 0; at != null && i < MOST_CAUSES; i++) {
            if (at instanceof StopException || at instanceof SmtpRefusedException) {
                return new SmtpError(Kind.EXPLAINED, at.getMessage().replaceFirst("\\.$", ""));
            }
            tls |= at instanceof SSLException || at instanceof CertificateException;
            login |= at instanceof AuthenticationFailedException;
            last = at.getMessage() == null ? last : at;
            Throwable next = at instanceof MessagingException mail ? mail.getNextException() : null;
            at = next == null ? at.getCause() : next;
        }
        String text =
                String.valueOf(last.getMessage()).replaceAll("\\p{Cntrl}+", " ").trim();
        String words = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "..." : text;
        Kind kind = tls ? Kind.TLS : login ? Kind.LOGIN : Kind.OTHER;
        return new SmtpError(kind, words);
    }
}
