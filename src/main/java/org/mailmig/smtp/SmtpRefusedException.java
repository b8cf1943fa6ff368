// SPDX-License-Identifier: Apache-2.0
package org.mailmig.smtp;

import jakarta.mail.MessagingException;

/** An SMTP server refuses an access token. The message is complete: what happened and what to do. */
final class SmtpRefusedException extends MessagingException {
    private static final long serialVersionUID = 1L;
    private final boolean isFinal;

    private SmtpRefusedException(String message, boolean isFinal) {
        super(message);
        this.isFinal = isFinal;
    }

    static SmtpRefusedException notOffered(SmtpLogin login, String mechanism) {
        return new SmtpRefusedException(
                "the SMTP server does not offer AUTH " + mechanism + ", which the token of " + login.user()
                        + " needs; correct " + login.key() + ", or the mechanism",
                false);
    }

    static SmtpRefusedException refused(SmtpLogin login, String mechanism, String words, boolean isFinal) {
        return new SmtpRefusedException(
                "the SMTP server refused the token of " + login.user() + " by " + mechanism + ": "
                        + words.replaceAll("\\p{Cntrl}+", " ")
                        + (isFinal
                                ? "; give " + login.user()
                                        + ", or the application, the right to send by SMTP, or correct " + login.key()
                                : "; it may take it later"),
                isFinal);
    }

    /** Returns whether this token was refused, as opposed to a transient error. */
    boolean isFinal() {
        return isFinal;
    }
}
