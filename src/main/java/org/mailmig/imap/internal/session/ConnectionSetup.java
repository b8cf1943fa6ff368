// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ConnectionNotAdmittedException;
import org.mailmig.imap.error.LoginBrokenException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.wire.Status;
import org.mailmig.imap.wire.Transport;

/** The beginning of a connection: greeting, STARTTLS, login, and what the server offers after it. */
public final class ConnectionSetup {
    private final ServerAddress server;
    private final Conversation conversation;
    private final Capabilities capabilities;

    public ConnectionSetup(ServerAddress server, Conversation conversation, Capabilities capabilities) {
        this.server = server;
        this.conversation = conversation;
        this.capabilities = capabilities;
    }

    /**
     * Secures the connection, logs in, and reads the capabilities after login.
     *
     * @throws TlsException if the connection cannot be secured as configured; no secret was sent
     * @throws LoginBrokenException if the server closes the connection instead of answering the login
     */
    public void run(Login login) throws IOException {
        greet();
        if (server.tls() == ServerAddress.Tls.STARTTLS) {
            protect();
        }
        capabilities.ask(conversation);
        boolean announced = capabilities.has("ID");
        logIn(login);
        conversation.learn(capabilities);
        if (announced || capabilities.has("ID")) {
            identify();
        }
    }

    /** Sends ID: some servers open no folder before it ("Unsafe Login"; RFC 2971). */
    private void identify() throws IOException {
        conversation.ahead(new Command("ID").text(" (\"name\" \"mailmig\" \"vendor\" \"mailmig.org\")"));
    }

    private void logIn(Login login) throws IOException {
        try {
            new Authentication(conversation, capabilities, login).run();
            capabilities.ask(conversation);
        } catch (ConnectionLostException e) {
            if (e instanceof ConnectionNotAdmittedException || e.getCause() != null) {
                throw e; // a timeout, a lost connection, a server that shuts down: not about this login
            }
            throw new LoginBrokenException(
                    e.getMessage() + " instead of answering the login as " + login
                            + " (it may know the user's password and not find the mailbox)",
                    e);
        }
    }

    private void greet() throws IOException {
        Status greeting = greeting();
        capabilities.status(greeting);
        if (!greeting.ok()) {
            String words = conversation.peer() + " greets with " + greeting.kind() + ": " + greeting.shown();
            if (greeting.kind().equals("PREAUTH")) {
                throw new TlsException(
                        words + "; it is not known whose mailbox that is, and TLS cannot be started", null);
            }
            throw new ConnectionNotAdmittedException(words, null, greeting.backoff());
        }
    }

    private Status greeting() throws IOException {
        try {
            return conversation.greeting();
        } catch (ConnectionLostException e) {
            throw Transport.notAdmitted(e);
        }
    }

    private void protect() throws IOException {
        capabilities.ask(conversation);
        if (!capabilities.has("STARTTLS")) {
            throw new TlsException(
                    conversation.peer() + " does not offer STARTTLS; the password was not sent. Set mailmig."
                            + server.name()
                            + ".tls = implicit and the port for it, or none if the connection is protected otherwise",
                    null);
        }
        Status status = conversation.attempt(new Command("STARTTLS"), ResponseHandler.NONE);
        if (!status.ok()) {
            throw new TlsException(conversation.peer() + " refused STARTTLS: " + status.shown(), null);
        }
        capabilities.forget();
        conversation.startTls();
    }
}
