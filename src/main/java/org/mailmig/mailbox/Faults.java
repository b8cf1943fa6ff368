// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.mailmig.FatalException;
import org.mailmig.PassingException;
import org.mailmig.StopException;
import org.mailmig.imap.CommandRefusedException;
import org.mailmig.imap.ConnectionNotAdmittedException;
import org.mailmig.imap.ImapException;
import org.mailmig.imap.LoginRefusedException;
import org.mailmig.imap.TlsException;

/** Which of the wire's faults may pass by themselves. */
final class Faults {
    private Faults() {}

    /** {@code what} says what was being done, as the beginning of the operator's sentence. */
    static StopException stop(String what, IOException fault) {
        String text = what + ": " + fault.getMessage();
        if (fault instanceof LoginRefusedException
                || fault instanceof RowLoginException
                || fault instanceof TlsException
                || fault instanceof AdminLogins.AdminLoginStoppedException) {
            return new FatalException(text, fault);
        }
        if (fault instanceof CommandRefusedException refused && !refused.passing()) {
            return new FatalException(text, fault);
        }
        Duration backoff = fault instanceof ImapException wire ? wire.backoff() : null;
        return fault instanceof ConnectionNotAdmittedException
                ? PassingException.busy(text, fault, Instant.now().plus(backoff == null ? Duration.ZERO : backoff))
                : new PassingException(text, fault, backoff == null ? Duration.ZERO : backoff);
    }

    /** Work on the wire that says what it was when it fails. */
    static <T> T on(String what, Wire<T> work) {
        try {
            return work.run();
        } catch (UncheckedIOException e) {
            throw stop(what, e.getCause());
        } catch (IOException e) {
            throw stop(what, e);
        }
    }

    /** Something that speaks to a server. */
    @FunctionalInterface
    interface Wire<T> {
        T run() throws IOException;
    }
}
