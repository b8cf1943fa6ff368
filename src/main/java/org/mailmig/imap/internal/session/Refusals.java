// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.util.Set;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.wire.Status;
import org.mailmig.imap.wire.Transport;

/** Turns NO and BAD into exceptions, and finds out which optional feature is to blame. One thread. */
final class Refusals {
    private final String peer;
    private final Transport transport;
    private final ConnectionQuirks quirks;
    private Blamed blamed = Blamed.NOTHING;
    private boolean pipelined;

    Refusals(String peer, Transport transport, ConnectionQuirks quirks) {
        this.peer = peer;
        this.transport = transport;
        this.quirks = quirks;
    }

    /**
     * The optional features of the command that was refused last.
     *
     * @param answer what the server did, for the operator's sentence
     */
    record Blamed(Set<Feature> features, String answer) {
        static final Blamed NOTHING = new Blamed(Set.of(), "");
    }

    /** Returns the features to blame. If there are any, the connection is in step: a plainer form can be tried. */
    Blamed takeBlamed() {
        Blamed taken = blamed;
        blamed = Blamed.NOTHING;
        return taken;
    }

    /** Begins a command, or several that are sent before the first is answered. */
    void begin(boolean pipelined) {
        this.pipelined = pipelined;
    }

    /** @param sentUnasked whether the command had a non-synchronising literal */
    Status accepted(Command command, Status status, boolean sentUnasked)
            throws CommandRefusedException, ProtocolException {
        if (status.ok()) {
            return status;
        }
        blame(command, status);
        if (status.kind().equals("NO")) {
            throw refused(command, status, null);
        }
        if (pipelined && !sentUnasked && blamed.features().isEmpty() && !status.isKnown()) {
            quirks.doubtPipelining();
        }
        if (blamed.features().isEmpty()) {
            transport.abort();
        }
        throw new ProtocolException(
                peer + " rejected " + command.name() + " as a syntax error: " + status.shown(), status.backoff());
    }

    /**
     * Finds the features to blame. A NO to FETCH concerns messages, and a NO with a code concerns what the code says. A server that
     * throttles would have done so whatever the command was.
     */
    private void blame(Command command, Status status) {
        boolean ofCommand = status.kind().equals("BAD")
                || (status.code().isEmpty() || status.code().equals("CANNOT"))
                        && !command.name().endsWith("FETCH");
        boolean mayBe = ofCommand && !status.isKnown();
        blamed = mayBe
                ? new Blamed(command.features(), "answers " + status.kind() + " to " + command.name())
                : Blamed.NOTHING;
    }

    /** @param stored what the server stored nevertheless; {@code null} if that does not apply */
    CommandRefusedException refused(Command command, Status status, AppendResult stored) {
        return new CommandRefusedException(
                peer + " refused " + command.name() + ": " + status.shown(), status.code(), status.text(), stored);
    }

    /** Returns the error for responses to pipelined commands that were mixed up. The connection is given up. */
    ProtocolException mixedUp() {
        quirks.doubtPipelining();
        transport.abort();
        return new ProtocolException(peer + " does not answer pipelined commands in order");
    }

    /** Handles an error that leaves both ends out of step: closes the connection. Pipelining may be the cause. */
    void outOfStep(Throwable error) {
        if (pipelined && error instanceof ProtocolException) {
            quirks.doubtPipelining();
        } else if (pipelined && error instanceof ConnectionLostException) {
            quirks.suspect(
                    Feature.PIPELINING); // some servers ignore commands that arrived together with the previous one
        }
        transport.abort();
    }
}
