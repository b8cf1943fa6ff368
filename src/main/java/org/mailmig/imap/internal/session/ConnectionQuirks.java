// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.server.ServerQuirks;

/** The {@link ServerQuirks} of one connection, with the features that it leaves out temporarily to see whether that helps. One thread. */
public final class ConnectionQuirks {
    private final ServerQuirks server;
    private final String user;
    private final String peer;
    private final long opened;
    private final Set<Feature> leftOut = EnumSet.noneOf(Feature.class);
    private boolean hidesMessages;

    public ConnectionQuirks(ServerQuirks server, String user, String peer) {
        this.server = server;
        this.user = user;
        this.peer = peer;
        this.opened = server.now();
    }

    public boolean lacks(Feature feature) {
        return leftOut.contains(feature) || server.lacks(feature, user);
    }

    /** Returns whether the server announces the capability but does not support it. */
    boolean lacks(String capability) {
        for (Feature feature : Feature.values()) {
            if (feature.capability().equals(capability)) {
                return lacks(feature);
            }
        }
        return false;
    }

    public void doubt(Feature feature, String what) {
        server.doubt(feature, user, peer, what);
    }

    /** Returns whether commands may be sent before earlier ones are answered. */
    public boolean pipelines() {
        return !lacks(Feature.PIPELINING);
    }

    /** Notes that pipelined commands got inconsistent responses: the next attempt sends one at a time. */
    public void doubtPipelining() {
        doubt(Feature.PIPELINING, "does not answer pipelined commands in order");
    }

    /** Returns whether the server counts messages that it never shows. Then it is not queried twice. */
    public boolean hidesMessages() {
        return hidesMessages;
    }

    public void hideMessages() {
        hidesMessages = true;
    }

    void suspect(Feature feature) {
        server.suspect(feature, user, opened);
    }

    public void acquit(Feature feature) {
        server.acquit(feature, user);
    }

    public void refuse(Feature feature, String answer) {
        server.refuse(feature, peer, answer);
    }

    /** Work on the connection. */
    @FunctionalInterface
    public interface Use<T> {
        T run() throws IOException;
    }

    /**
     * Runs {@code use}. If the server refuses a command with optional features, repeats it with one more of them left out each time.
     * The last one left out before success is the cause. If none helps, the first refusal is thrown.
     */
    public <T> T steppingBack(Conversation conversation, Use<T> use) throws IOException {
        IOException first;
        Refusals.Blamed blamed;
        try {
            return use.run();
        } catch (CommandRefusedException | ProtocolException e) {
            first = e;
            blamed = conversation.refusals().takeBlamed();
        }
        try {
            for (Feature feature : EnumSet.copyOf(withNone(blamed.features()))) {
                leftOut.add(feature);
                try {
                    T result = use.run();
                    refuse(feature, blamed.answer());
                    return result;
                } catch (CommandRefusedException | ProtocolException e) {
                    first.addSuppressed(e);
                    conversation.refusals().takeBlamed();
                }
            }
        } finally {
            leftOut.clear();
        }
        if (first instanceof ProtocolException) {
            conversation.abort();
        }
        throw first;
    }

    private static Collection<Feature> withNone(Set<Feature> features) {
        return features.isEmpty() ? EnumSet.noneOf(Feature.class) : features;
    }

    /**
     * Handles BAD to an APPEND, which may mean that the server does not support what it announces.
     *
     * @param sentUnasked whether the command had a non-synchronising literal
     * @param messages the number of messages in the command
     * @return whether the next attempt is one step plainer
     */
    public boolean stepBackInAppend(boolean sentUnasked, int messages) {
        if (sentUnasked) {
            doubt(Feature.LITERALS, "answers BAD to APPEND with a non-synchronizing literal");
            return true;
        }
        if (messages > 1) {
            doubt(Feature.MULTIAPPEND, "answers BAD to an APPEND of several messages");
            return true;
        }
        acquit(Feature.LITERALS);
        acquit(Feature.MULTIAPPEND);
        return false;
    }
}
