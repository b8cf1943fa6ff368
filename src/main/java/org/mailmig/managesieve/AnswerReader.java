// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.text.ServerText;
import org.mailmig.imap.wire.ByteSource;

/** Reads the responses of a ManageSieve server (RFC 5804, 4). One char per byte. Not thread-safe. */
final class AnswerReader {
    private final ByteSource in;
    private final WordReader words;
    private final String peer;

    AnswerReader(ByteSource in, String peer) {
        this.in = in;
        this.words = new WordReader(in, peer);
        this.peer = peer;
    }

    /** Reads to the end of a command's response; lines of strings before it are added to {@code lines}. BYE ends the connection. */
    Answer answer(List<List<String>> lines) throws IOException {
        in.restart();
        long octets = 0;
        while (true) {
            List<WordReader.Word> line = words.line();
            octets += WordReader.memory(line);
            words.limit(octets);
            WordReader.Word first = line.get(0);
            String kind = first.string() ? "" : first.raw().toUpperCase(Locale.ROOT);
            switch (kind) {
                case "OK", "NO" -> {
                    return answer(kind, line);
                }
                case "BYE" -> throw new ConnectionLostException(
                        peer + " sent BYE: " + answer(kind, line).shown(), null);
                default -> lines.add(line.stream().map(WordReader.Word::raw).toList());
            }
        }
    }

    /** A SASL challenge is one string; anything else ends the exchange. Returns {@code null} for a challenge. */
    Answer answerOrChallenge() throws IOException {
        in.restart();
        List<WordReader.Word> line = words.line();
        if (line.get(0).string()) {
            return null;
        }
        return answer(line.get(0).raw().toUpperCase(Locale.ROOT), line);
    }

    private Answer answer(String kind, List<WordReader.Word> line) throws ProtocolException {
        if (!kind.equals("OK") && !kind.equals("NO") && !kind.equals("BYE")) {
            throw new ProtocolException(peer + " sent what is not ManageSieve: " + ServerText.shown(kind));
        }
        String code = "";
        String text = "";
        for (WordReader.Word word : line.subList(1, line.size())) {
            if (word.string()) {
                text = ServerText.shown(word.raw());
            } else if (word.raw().startsWith("(")) {
                String inside = word.raw().substring(1).trim();
                code = ServerText.shown(inside.split(" ", 2)[0].toUpperCase(Locale.ROOT));
            }
        }
        return new Answer(kind, code, text);
    }
}
