// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.text.ServerText;
import org.mailmig.imap.wire.Transport;

/** Sends commands to a ManageSieve server and reads its responses (RFC 5804, 1.3). One thread at a time. */
final class SieveConversation {
    private final Transport transport;
    private final String peer;
    private AnswerReader reader;

    SieveConversation(Transport transport, String peer) {
        this.transport = transport;
        this.peer = peer;
    }

    /** Reads from the connection as it is secured now. */
    void begin() {
        reader = new AnswerReader(transport.source(), peer);
    }

    Answer answer(List<List<String>> lines) throws IOException {
        return reader.answer(lines);
    }

    Answer answerOrChallenge() throws IOException {
        return reader.answerOrChallenge();
    }

    /** As {@link #command}. @throws CommandRefusedException if the server is busy */
    Answer ask(String raw) throws IOException {
        return patient(command(raw));
    }

    Answer command(String raw) throws IOException {
        send(raw);
        return reader.answer(new ArrayList<>());
    }

    void send(String raw) throws IOException {
        transport.sink().text(raw + "\r\n");
        transport.sink().flush();
    }

    private Answer patient(Answer answer) throws IOException {
        if (answer.code().equals("TRYLATER")) {
            throw new CommandRefusedException(peer + " asks to try later: " + answer.text(), answer.code(), null);
        }
        return answer;
    }

    /** @throws CommandRefusedException unless the response is OK */
    void expect(String what, Answer answer) throws IOException {
        if (!patient(answer).ok()) {
            throw new CommandRefusedException(
                    peer + " refused " + ServerText.shown(what) + ": " + answer.shown(), answer.code(), null);
        }
    }

    /**
     * A script's name. Never a literal: if the server refused it, it would execute it as commands.
     *
     * @throws CommandRefusedException if it is too long for a quoted string, or contains control characters (RFC 5804, 1.6)
     */
    String name(String name) throws CommandRefusedException {
        String quoted = SieveStrings.quoted(name);
        if (quoted == null) {
            throw new CommandRefusedException(
                    peer + ": not a valid name for a script: " + ServerText.shown(name), "", null);
        }
        return quoted;
    }
}
