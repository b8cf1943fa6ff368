// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.error.TransientException;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionNotAdmittedException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.TlsException;

/** Classifies I/O errors as transient or permanent. */
public final class WireErrors {
    private WireErrors() {}

    /** Returns the exception for an I/O error. {@code what} says what was being done, as the beginning of the operator's sentence. */
    public static StopException stop(String what, IOException fault) {
        String text = what + ": " + fault.getMessage();
        if (fault instanceof LoginRefusedException
                || fault instanceof RowLoginException
                || fault instanceof TlsException
                || fault instanceof AdminLoginGuard.AdminLoginStoppedException) {
            return new PermanentException(text, fault);
        }
        if (fault instanceof CommandRefusedException refused && !refused.passing()) {
            return new PermanentException(text, fault);
        }
        Duration backoff = fault instanceof ImapException wire ? wire.backoff() : null;
        return fault instanceof ConnectionNotAdmittedException
                ? TransientException.busy(text, fault, Instant.now().plus(backoff == null ? Duration.ZERO : backoff))
                : new TransientException(text, fault, backoff == null ? Duration.ZERO : backoff);
    }

    /** Runs {@code work}; a failure names {@code what} was being done. */
    public static <T> T on(String what, Wire<T> work) {
        try {
            return work.run();
        } catch (UncheckedIOException e) {
            throw stop(what, e.getCause());
        } catch (IOException e) {
            throw stop(what, e);
        }
    }

    /** Work that communicates with a server. */
    @FunctionalInterface
    public interface Wire<T> {
        T run() throws IOException;
    }
}
