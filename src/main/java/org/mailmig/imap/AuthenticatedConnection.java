// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.internal.command.MetadataCommands;
import org.mailmig.imap.internal.command.NamespaceCommand;
import org.mailmig.imap.internal.command.SizeCommands;
import org.mailmig.imap.internal.session.Capabilities;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.ConnectionQuirks;
import org.mailmig.imap.internal.session.ConnectionSetup;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.Namespace;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.wire.Transport;

/**
 * An authenticated connection: what the server offers on it, and its end. One thread at a time may call its methods, except {@link #abort}.
 * After any {@link ConnectionLostException} or {@link ProtocolException}, and any exception of a consumer, the connection is closed.
 */
public abstract sealed class AuthenticatedConnection implements AutoCloseable permits ListingConnection {
    private final ServerAddress server;
    private final Transport transport;
    final Conversation conversation;
    final ConnectionQuirks quirks;
    final Capabilities capabilities;
    private NamespaceCommand namespaces = new NamespaceCommand();

    AuthenticatedConnection(
            ServerAddress server, Transport transport, Conversation conversation, Login login, ConnectionQuirks quirks)
            throws IOException {
        this.quirks = quirks;
        this.capabilities = new Capabilities(quirks);
        this.server = server;
        this.transport = transport;
        this.conversation = conversation;
        new ConnectionSetup(server, conversation, capabilities).run(login);
        transport.established();
    }

    public ServerAddress server() {
        return server;
    }

    /** Returns whether the capability, in upper case like {@code "MULTIAPPEND"}, is offered after login. */
    public boolean offers(String capability) {
        return capabilities.has(capability);
    }

    /** Returns the largest message that APPEND accepts (RFC 7889), or {@link Long#MAX_VALUE}. */
    public long appendLimit() {
        return capabilities.number("APPENDLIMIT");
    }

    /**
     * Returns the limits by raw name if each folder has its own ({@code APPENDLIMIT} without a number; RFC 7889, 2), without the
     * folders that have none.
     */
    public Map<String, Long> appendLimits(List<String> rawNames) throws IOException {
        return capabilities.has("APPENDLIMIT")
                ? new SizeCommands(conversation).numbers("APPENDLIMIT", rawNames)
                : Map.of();
    }

    /** Returns the prefix of the personal namespace (RFC 2342), raw; empty if there is none. */
    public String personalPrefix() throws IOException {
        return namespaces.ask(conversation, capabilities).first().prefix();
    }

    /** Returns the hierarchy separator of the personal namespace; 0 if the server is flat. */
    public char separator() throws IOException {
        return namespaces.ask(conversation, capabilities).first().separator();
    }

    /** Returns the namespaces that belong to other users or are shared (RFC 2342); none if the server does not report them. */
    public List<Namespace> foreignNamespaces() throws IOException {
        return namespaces.ask(conversation, capabilities).foreign();
    }

    /** Returns the personal namespace of {@link #personalPrefix}. */
    public Namespace personalNamespace() throws IOException {
        return namespaces.ask(conversation, capabilities).first();
    }

    /** Returns the user's own namespaces except that of {@link #personalPrefix}. */
    public List<Namespace> furtherNamespaces() throws IOException {
        return namespaces.ask(conversation, capabilities).further();
    }

    /** Returns the round-trip time, measured with the NAMESPACE command; zero before that. */
    public Duration roundTrip() {
        return Duration.ofNanos(namespaces.askedNanos());
    }

    /** Takes over the namespaces that {@code other}, of the same user at the same server, knows, and does not query them again. */
    public void learnNamespaces(ReadOnlyConnection other) {
        namespaces = other.namespaces();
    }

    public boolean offersAcl() {
        return capabilities.has("ACL");
    }

    public boolean offersMetadata() {
        return MetadataCommands.isOffered(capabilities);
    }

    /** Returns the rights beyond {@code lrswipa} that the server knows, in lower case (RFC 4314, 5.1.1); empty for RFC 2086. */
    public String offeredRights() {
        return capabilities.text("RIGHTS").toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * Returns whether single messages can be removed (UIDPLUS: RFC 4315; part of RFC 9051), without others that are marked {@code
     * \Deleted}.
     */
    public boolean removesSingly() {
        return offers("UIDPLUS") || offers("IMAP4REV2");
    }

    <T> T steppingBack(ConnectionQuirks.Use<T> use) throws IOException {
        return quirks.steppingBack(conversation, use);
    }

    /** Returns the namespaces, as far as they are known. */
    NamespaceCommand namespaces() {
        return namespaces;
    }

    public void noop() throws IOException {
        conversation.run(new Command("NOOP"), ResponseHandler.NONE);
    }

    public boolean isOpen() {
        return transport.isOpen();
    }

    /** Sends LOGOUT if possible, without waiting for its response, then closes. Never throws. */
    @Override
    public void close() {
        if (transport.isOpen()) {
            conversation.leave();
            transport.abort();
        }
    }

    /** Closes the connection at once, from any thread: a blocked call ends with {@link ConnectionLostException}. */
    public void abort() {
        transport.abort();
    }
}
