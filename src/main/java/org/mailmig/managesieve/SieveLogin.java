// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.Sasl;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.wire.Transport;

/** Secures a new ManageSieve connection and logs in (RFC 5804, 2.1 and 2.2). No secret is sent before the connection is secured. */
final class SieveLogin {
    private final Transport transport;
    private final SieveConversation conversation;
    private final String peer;
    private SieveCapabilities capabilities;

    SieveLogin(Transport transport, SieveConversation conversation, String peer) {
        this.transport = transport;
        this.conversation = conversation;
        this.peer = peer;
    }

    /** Returns the capabilities after the login. */
    SieveCapabilities begin(ServerAddress server, Login login) throws IOException {
        greeting();
        if (server.tls() == ServerAddress.Tls.STARTTLS) {
            protect(server);
        }
        authenticate(login);
        capabilities = askCapabilities();
        expectOwner(login);
        return capabilities;
    }

    /** The server sends the capabilities unsolicited, after the connection and after STARTTLS (RFC 5804, 1.7 and 2.2). */
    private void greeting() throws IOException {
        conversation.begin();
        List<List<String>> lines = new ArrayList<>();
        Answer greeting = conversation.answer(lines);
        if (!greeting.ok()) {
            throw new ConnectionLostException(peer + " greets with " + greeting.shown(), null);
        }
        capabilities = new SieveCapabilities(lines);
    }

    private void protect(ServerAddress server) throws IOException {
        if (!capabilities.has("STARTTLS")) {
            throw new TlsException(
                    peer + " does not offer STARTTLS; the password was not sent. Set mailmig." + server.name()
                            + ".sieve.tls = none if the connection is protected otherwise",
                    null);
        }
        Answer answer = conversation.command("STARTTLS");
        if (!answer.ok()) {
            throw new TlsException(peer + " refused STARTTLS: " + answer.shown(), null);
        }
        transport.startTls();
        greeting();
    }

    private void authenticate(Login login) throws IOException {
        Sasl sasl = Sasl.of(login, capabilities::offers);
        if (!capabilities.offers(sasl.mechanism())) {
            throw new LoginRefusedException(peer + " does not offer SASL " + sasl.mechanism());
        }
        conversation.send("AUTHENTICATE \"" + sasl.mechanism() + "\" " + SieveStrings.string(sasl.encoded()));
        Answer answer = conversation.answerOrChallenge();
        if (answer == null) {
            conversation.send(SieveStrings.string(
                    sasl.afterError())); // an error sent as a challenge (XOAUTH2): the completion follows
            answer = conversation.answerOrChallenge();
        }
        if (answer == null) {
            throw new LoginRefusedException(peer + " asks for more than SASL " + sasl.mechanism() + " provides");
        }
        String words = sasl.hidden(answer.shown());
        if (answer.code().equals("TRYLATER")) {
            throw new CommandRefusedException(peer + " asks to try later: " + words, answer.code(), null);
        }
        if (!answer.ok()) {
            throw new LoginRefusedException(peer + " refused the login as " + login + ": " + words);
        }
    }

    /** A server that ignores the authorization identity would show the admin's own scripts for every user. */
    private void expectOwner(Login login) throws LoginRefusedException {
        boolean admins = login.admin() != null
                && !login.admin().equals(login.user())
                && capabilities.owner().equals(login.admin());
        if (admins) {
            throw new LoginRefusedException(peer + " shows the scripts of " + login.admin()
                    + " itself instead of those of " + login.user() + "; give the login the right to act for users");
        }
    }

    private SieveCapabilities askCapabilities() throws IOException {
        List<List<String>> lines = new ArrayList<>();
        conversation.send("CAPABILITY");
        conversation.expect("CAPABILITY", conversation.answer(lines));
        return new SieveCapabilities(lines);
    }
}
