// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.wire.ByteSink;
import org.mailmig.imap.wire.ExactLengthOutputStream;
import org.mailmig.imap.wire.Status;

/**
 * Writes commands and their literals (RFC 9051, 4.3). A literal is non-synchronising where the server accepts that (RFC 7888). One thread.
 */
final class CommandWriter {
    /** Larger messages are sent as synchronising literals, so that a refusal never costs more than this. */
    private static final long MOST_UNASKED = 1L << 20;

    /** RFC 7888, 5. */
    private static final long MOST_UNASKED_BY_LITERAL_MINUS = 4096;

    /** The longest tag of {@link Conversation#nextTag} that is expected, with the space after it. */
    private static final int LONGEST_TAG = "M1000000 ".length();

    private final CommandPolicy policy;
    private final ByteSink out;
    private final CompletionReader completions;
    private long mostUnasked;
    private boolean sentUnasked;

    CommandWriter(CommandPolicy policy, ByteSink out, CompletionReader completions) {
        this.policy = policy;
        this.out = out;
        this.completions = completions;
    }

    /** Takes over what the server promises about literals: {@code LITERAL+}, {@code LITERAL-} or nothing (RFC 7888). */
    void learn(Capabilities capabilities) {
        boolean minus = capabilities.has("LITERAL-") || capabilities.has("IMAP4REV2");
        mostUnasked = capabilities.has("LITERAL+") ? MOST_UNASKED : minus ? MOST_UNASKED_BY_LITERAL_MINUS : -1;
        if (capabilities.quirks().lacks(Feature.LITERALS)) {
            waitBeforeLiterals();
        }
    }

    /** Makes every literal synchronising from now on. */
    void waitBeforeLiterals() {
        mostUnasked = -1;
    }

    /** Resets {@link #sentUnasked}. */
    void begin() {
        sentUnasked = false;
    }

    /** Returns whether a non-synchronising literal was written since {@link #begin}. */
    boolean sentUnasked() {
        return sentUnasked;
    }

    /** Returns whether the command, literals included, can be sent without waiting for a continuation request. */
    boolean isSentAtOnce(Command command) {
        int line = LONGEST_TAG;
        for (Command.Piece piece : command.pieces()) {
            if (piece instanceof Command.Text text) {
                line += text.octets().length();
            } else if (piece instanceof Command.Literal literal) {
                line += Command.LONGEST_ANNOUNCEMENT;
                if (!mayGoUnasked(literal, line)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean mayGoUnasked(Command.Literal literal, int line) {
        return line <= Command.MOST_LINE && !literal.patient() && literal.size() <= mostUnasked;
    }

    /** Sends a command. Returns a completion that arrived before everything was sent, else {@code null}. */
    Status send(String tag, Command command, ResponseHandler replies) throws IOException {
        Status early = write(tag, command, replies);
        if (early == null) {
            flush();
        }
        return early;
    }

    /** Writes a command of which {@link #isSentAtOnce} is true, without sending it yet. */
    void write(String tag, Command command) throws IOException {
        if (write(tag, command, ResponseHandler.NONE) != null) {
            throw new IllegalStateException(command.name() + " has a literal that must wait for the server");
        }
    }

    private Status write(String tag, Command command, ResponseHandler replies) throws IOException {
        policy.check(command);
        out.text(tag + " ");
        int line = tag.length() + 1;
        for (Command.Piece piece : command.pieces()) {
            if (piece instanceof Command.Text text) {
                out.text(text.octets());
                line += text.octets().length();
            } else if (piece instanceof Command.Literal literal) {
                line += Command.LONGEST_ANNOUNCEMENT;
                if (mayGoUnasked(literal, line)) {
                    writeUnasked(literal);
                    continue;
                }
                Status early = announce(tag, literal, replies);
                if (early != null) {
                    return early;
                }
                writeExactly(literal.size(), literal.body());
            } else if (piece instanceof Command.Octets octets) {
                writeExactly(octets.size(), octets.body());
            }
        }
        out.text("\r\n");
        return null;
    }

    private Status announce(String tag, Command.Literal literal, ResponseHandler replies) throws IOException {
        sendLine("{" + literal.size() + "}");
        Status next = completions.next(tag, replies);
        return next.kind().equals("+") ? null : next;
    }

    private void writeUnasked(Command.Literal literal) throws IOException {
        sentUnasked = true;
        out.text("{" + literal.size() + "+}\r\n");
        writeExactly(literal.size(), literal.body());
    }

    private void writeExactly(long size, AppendMessage.Body body) throws IOException {
        ExactLengthOutputStream exactly = new ExactLengthOutputStream(out, size);
        body.writeTo(exactly);
        exactly.complete();
    }

    /** Sends a line and everything that was written before it. */
    void sendLine(String line) throws IOException {
        out.text(line + "\r\n");
        flush();
    }

    /** Sends what was written. */
    void flush() throws IOException {
        out.flush();
    }
}
