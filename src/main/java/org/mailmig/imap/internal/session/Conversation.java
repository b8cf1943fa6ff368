// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ConnectionNotAdmittedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.server.ServerQuirks.Feature;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.text.ServerText;
import org.mailmig.imap.wire.ByteSink;
import org.mailmig.imap.wire.ExactLengthOutputStream;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;
import org.mailmig.imap.wire.Transport;
import org.mailmig.runtime.CrashPoint;
import org.mailmig.runtime.HeldMemory;

/**
 * Sends commands and reads responses (RFC 9051, 2.2), on the calling thread. Any error that leaves both ends out of step closes the
 * connection: only after {@link CommandRefusedException} the conversation continues.
 */
public final class Conversation {
    /** Larger messages are sent as synchronising literals, so that a refusal never costs more than this. */
    static final long MOST_UNASKED = 1L << 20;

    /** RFC 7888, 5. */
    private static final long MOST_UNASKED_BY_LITERAL_MINUS = 4096;

    /**
     * Limit of bytes of a command outside its literals, before a non-synchronising literal: servers read lines of 8,192 bytes or more
     * (RFC 2683, 3.2.1.5; RFC 7162, 4). A server that refuses the line would execute the literal as commands.
     */
    public static final int MOST_LINE = 4000;

    /** The longest tag of {@link #nextTag} that is expected, with the space after it. */
    private static final int LONGEST_TAG = "M1000000 ".length();

    /** <code>{1048576+}</code> with its line end. */
    public static final int LONGEST_ANNOUNCEMENT = 12;

    /** Time limit of the tagged response after an untagged BAD, which some servers send in its place. */
    private static final Duration PATIENCE_BEHIND_BAD = Duration.ofSeconds(2);

    /** Commands that change what is on the server. */
    private static final Set<String> CHANGES = Set.of(
            "APPEND",
            "CREATE",
            "RENAME",
            "DELETE",
            "SUBSCRIBE",
            "UNSUBSCRIBE",
            "UID STORE",
            "UID EXPUNGE",
            "SYNCAPPLY MESSAGE",
            "SYNCAPPLY MAILBOX");

    private static final long UNKNOWN = -1;

    private final String peer;
    private final Transport transport;
    private final CommandPolicy policy;
    private ResponseReader in;
    private ByteSink out;
    private long mostUnasked;
    private final ConnectionQuirks quirks;
    private Blamed blamed = Blamed.NOTHING;
    private boolean pipelined;
    private boolean sentUnasked;
    private boolean hidesMessages;
    private long exists = UNKNOWN;
    private boolean leaving;
    private boolean established;
    /** The tag of a command whose completion nobody waits for; {@code null} if there is none. */
    private String ahead;
    /** The last untagged BAD, or NO that throttles, while waiting for the present completion; {@code null} if there is none. */
    private Status bad;

    private int tags;

    public Conversation(String peer, Transport transport, CommandPolicy policy, ConnectionQuirks quirks) {
        this.peer = peer;
        this.quirks = quirks;
        this.policy = policy;
        this.transport = transport;
        useTransport();
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

    /** Returns the last EXISTS since {@link #forgetExists}; below 0 if there was none. */
    public long exists() {
        return exists;
    }

    /** Called before a folder is opened. */
    public void forgetExists() {
        exists = UNKNOWN;
    }

    /** Returns whether the last command had a non-synchronising literal. */
    public boolean sentUnasked() {
        return sentUnasked;
    }

    /** Returns whether commands may be sent before earlier ones are answered. */
    public boolean pipelines() {
        return !quirks.lacks(Feature.PIPELINING);
    }

    public String peer() {
        return peer;
    }

    private void useTransport() {
        in = new ResponseReader(transport.source());
        out = transport.sink();
    }

    public void startTls() throws IOException {
        transport.startTls();
        useTransport();
    }

    /** Takes over what the server promises about literals: {@code LITERAL+}, {@code LITERAL-} or nothing (RFC 7888). */
    public void learn(Capabilities capabilities) {
        established = true;
        boolean minus = capabilities.has("LITERAL-") || capabilities.has("IMAP4REV2");
        mostUnasked = capabilities.has("LITERAL+") ? MOST_UNASKED : minus ? MOST_UNASKED_BY_LITERAL_MINUS : -1;
        if (quirks.lacks(Feature.LITERALS)) {
            mostUnasked = -1;
        }
    }

    /** Makes every literal synchronising from now on. */
    public void waitBeforeLiterals() {
        mostUnasked = -1;
    }

    /** Reads the greeting (RFC 9051, 7.1). */
    public Status greeting() throws IOException {
        return guarded(() -> {
            Status[] greeting = new Status[1];
            ResponseHandler replies = new ResponseHandler() {
                @Override
                public void status(Status status) {
                    greeting[0] = status;
                }
            };
            in.begin(ResponseReader.MOST_OCTETS);
            if (in.peek() != '*') {
                throw new ProtocolException(peer + " does not send an IMAP greeting");
            }
            untagged(replies);
            if (greeting[0] == null) {
                throw new ProtocolException(peer + " does not send an IMAP greeting");
            }
            return greeting[0];
        });
    }

    /**
     * Sends a command and reads up to its completion.
     *
     * @throws CommandRefusedException on NO
     * @throws ProtocolException on BAD
     */
    public Status run(Command command, ResponseHandler replies) throws IOException {
        return accepted(command, attempt(command, replies));
    }

    /** Does the same as {@link #run}, but returns NO and BAD. */
    public Status attempt(Command command, ResponseHandler replies) throws IOException {
        pipelined = false;
        return guarded(() -> {
            String tag = nextTag();
            crashPoint("before", command);
            sentUnasked = false;
            Status early = send(tag, command, replies);
            crashPoint("sent", command);
            Status status = early == null ? completion(tag, replies) : early;
            crashPoint("after", command);
            return status;
        });
    }

    /**
     * Sends commands, each {@linkplain #isSentAtOnce at once}, and reads the completions in turn. They must not depend on each other
     * (RFC 9051, 5.5), and must be few enough for the responses to fit into the TCP buffers.
     */
    public List<Status> pipeline(List<Command> commands, ResponseHandler replies) throws IOException {
        return pipeline(commands, Collections.nCopies(commands.size(), replies));
    }

    /** Does the same with a separate handler for the responses up to each command's completion. */
    public List<Status> pipeline(List<Command> commands, List<? extends ResponseHandler> replies) throws IOException {
        pipelined = commands.size() > 1 && pipelines();
        if (commands.size() > 1 && !pipelined) {
            return oneByOne(commands, replies);
        }
        sentUnasked = false;
        return guarded(() -> {
            List<String> sent = new ArrayList<>();
            for (Command command : commands) {
                crashPoint("before", command);
                sent.add(nextTag());
                write(sent.get(sent.size() - 1), command);
            }
            out.flush();
            List<Status> completions = new ArrayList<>();
            for (int i = 0; i < sent.size(); i++) {
                crashPoint("sent", commands.get(i));
                Status completion = completion(sent.get(i), replies.get(i));
                replies.get(i).completed(completion);
                completions.add(completion);
                crashPoint("after", commands.get(i));
            }
            return completions;
        });
    }

    /** Returns whether the command, literals included, can be sent without waiting for a continuation request. */
    public boolean isSentAtOnce(Command command) {
        int line = LONGEST_TAG;
        for (Command.Piece piece : command.pieces()) {
            if (piece instanceof Command.Text text) {
                line += text.octets().length();
            } else if (piece instanceof Command.Literal literal) {
                line += LONGEST_ANNOUNCEMENT;
                if (!mayGoUnasked(literal, line)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean mayGoUnasked(Command.Literal literal, int line) {
        return line <= MOST_LINE && !literal.patient() && literal.size() <= mostUnasked;
    }

    private List<Status> oneByOne(List<Command> commands, List<? extends ResponseHandler> replies) throws IOException {
        List<Status> completions = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            completions.add(attempt(commands.get(i), replies.get(i)));
            replies.get(i).completed(completions.get(i));
        }
        return completions;
    }

    /** Answers a SASL challenge and reads the next challenge ({@code kind} "+") or the completion. */
    Status answer(String tag, String line, ResponseHandler replies) throws IOException {
        return guarded(() -> {
            out.text(line + "\r\n");
            out.flush();
            return next(tag, replies);
        });
    }

    /** Begins a command that may be answered by a SASL challenge. */
    Status challenge(String tag, Command command, ResponseHandler replies) throws IOException {
        return guarded(() -> {
            write(tag, command);
            out.flush();
            return next(tag, replies);
        });
    }

    private static void crashPoint(String when, Command command) {
        if (CrashPoint.isOn() && CHANGES.contains(command.name())) {
            CrashPoint.step(when + " " + command.name());
        }
    }

    String nextTag() {
        return "M" + ++tags;
    }

    public Status accepted(Command command, Status status) throws IOException {
        if (status.ok()) {
            return status;
        }
        blame(command, status);
        if (status.kind().equals("NO")) {
            throw refused(command, status, null);
        }
        if (pipelined && !sentUnasked && blamed.features().isEmpty() && !status.isKnown()) {
            doubtPipelining();
        }
        if (blamed.features().isEmpty()) {
            abort();
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

    /** Notes that pipelined commands got inconsistent responses: the next attempt sends one at a time. */
    public void doubtPipelining() {
        quirks.doubt(Feature.PIPELINING, "does not answer pipelined commands in order");
    }

    /** Returns whether the server counts messages that it never shows. Then it is not queried twice. */
    public boolean hidesMessages() {
        return hidesMessages;
    }

    public void hideMessages() {
        hidesMessages = true;
    }

    /** Returns the error for responses to pipelined commands that were mixed up. The connection is given up. */
    public ProtocolException mixedUp() {
        doubtPipelining();
        abort();
        return new ProtocolException(peer + " does not answer pipelined commands in order");
    }

    public CommandRefusedException refused(Command command, Status status, AppendResult stored) {
        return new CommandRefusedException(
                peer + " refused " + command.name() + ": " + status.shown(), status.code(), status.text(), stored);
    }

    /** Writes a command of which {@link #isSentAtOnce} is true. */
    private void write(String tag, Command command) throws IOException {
        policy.check(command);
        out.text(tag + " ");
        for (Command.Piece piece : command.pieces()) {
            if (piece instanceof Command.Text text) {
                out.text(text.octets());
            } else if (piece instanceof Command.Literal literal) {
                writeUnasked(literal);
            } else if (piece instanceof Command.Octets octets) {
                writeExactly(octets.size(), octets.body());
            }
        }
        out.text("\r\n");
    }

    private void writeUnasked(Command.Literal literal) throws IOException {
        sentUnasked = true;
        out.text("{" + literal.size() + "+}\r\n");
        writeExactly(literal.size(), literal.body());
    }

    /**
     * Sends a command together with the next one, so that it costs no round trip; its result is ignored. A server that needs its
     * commands one at a time gets it so.
     */
    public void ahead(Command command) throws IOException {
        if (!pipelines()) {
            attempt(command, ResponseHandler.NONE);
            return;
        }
        guarded(() -> {
            ahead = nextTag();
            write(ahead, command);
            return null;
        });
    }

    private void writeExactly(long size, AppendMessage.Body body) throws IOException {
        ExactLengthOutputStream exactly = new ExactLengthOutputStream(out, size);
        body.writeTo(exactly);
        exactly.complete();
    }

    /** Returns a completion that arrived before everything was sent, else {@code null}. */
    private Status send(String tag, Command command, ResponseHandler replies) throws IOException {
        policy.check(command);
        out.text(tag + " ");
        int line = tag.length() + 1;
        for (Command.Piece piece : command.pieces()) {
            if (piece instanceof Command.Text text) {
                out.text(text.octets());
                line += text.octets().length();
            } else if (piece instanceof Command.Literal literal) {
                line += LONGEST_ANNOUNCEMENT;
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
        out.flush();
        return null;
    }

    private Status announce(String tag, Command.Literal literal, ResponseHandler replies) throws IOException {
        out.text("{" + literal.size() + "}\r\n");
        out.flush();
        Status next = next(tag, replies);
        return next.kind().equals("+") ? null : next;
    }

    private Status completion(String tag, ResponseHandler replies) throws IOException {
        Status status = next(tag, replies);
        if (status.kind().equals("+")) {
            throw new ProtocolException(peer + " asks for more data where none is due");
        }
        return status;
    }

    /** Reads responses up to the command's completion or a continuation request. */
    private Status next(String tag, ResponseHandler replies) throws IOException {
        bad = null;
        try {
            Status status = read(tag, replies);
            return bad == null || status.ok() || status.kind().equals("+") ? status : status.after(bad);
        } catch (ConnectionLostException e) {
            if (bad != null && bad.kind().equals("BAD") && e.getCause() instanceof SocketTimeoutException) {
                throw new ProtocolException(
                        peer + " answered only with an untagged BAD: " + bad.shown(), bad.backoff());
            }
            throw e;
        } finally {
            if (bad != null) {
                transport.replyWithin(null);
            }
        }
    }

    private Status read(String tag, ResponseHandler replies) throws IOException {
        in.restart();
        while (true) {
            in.begin(ResponseReader.MOST_OCTETS);
            in.skipEmptyLines();
            int first = in.peek();
            if (first == '*') {
                untagged(replies);
            } else if (first == '+') {
                in.word();
                in.blank();
                return new Status("+", "", "", in.line());
            } else {
                Status status = tagged(tag);
                if (status != null) {
                    return status;
                }
            }
        }
    }

    /** Returns {@code null} for the completion of what was sent {@link #ahead}. */
    private Status tagged(String tag) throws IOException {
        String word = in.word();
        if (word.equals(ahead)) {
            ahead = null;
            in.skipRest();
            return null;
        }
        if (!word.equals(tag)) {
            throw new ProtocolException(peer + " sent an unknown response: " + ServerText.shown(word));
        }
        in.blank();
        String kind = Status.upper(in.word());
        in.blank();
        Status status = Status.of(kind, in.line());
        return switch (kind) {
            case "OK", "NO", "BAD" -> status;
            default -> throw new ProtocolException(peer + " sent an unknown response: " + ServerText.shown(kind));
        };
    }

    private void untagged(ResponseHandler replies) throws IOException {
        in.word();
        in.blank();
        String word = in.word();
        switch (Status.upper(word)) {
            case "OK", "NO", "BAD", "PREAUTH" -> {
                in.blank();
                Status status = Status.of(Status.upper(word), in.line());
                if (status.kind().equals("BAD") || status.kind().equals("NO") && status.backoff() != null) {
                    bad = status;
                }
                if (status.kind().equals("BAD")) {
                    transport.replyWithin(PATIENCE_BEHIND_BAD);
                }
                replies.status(status);
            }
            case "BYE" -> {
                in.blank();
                Status bye = Status.of("BYE", in.line());
                if (!leaving) {
                    throw established
                            ? new ConnectionLostException(peer + " says BYE: " + bye.shown(), null, bye.backoff())
                            : new ConnectionNotAdmittedException(
                                    peer + " says BYE: " + bye.shown(), null, bye.backoff());
                }
            }
            default -> data(word, replies);
        }
    }

    private void data(String word, ResponseHandler replies) throws IOException {
        long number = 0;
        String name = word;
        if (Numbers.is(word)) {
            in.blank();
            number = Numbers.parse(word);
            name = in.word();
        }
        name = Status.upper(name);
        exists = name.equals("EXISTS") ? number : exists;
        int before = in.budget();
        replies.data(number, name, in);
        if (replies.keeps()) {
            in.kept(before);
        }
        in.skipRest();
    }

    /** Sends LOGOUT and does not wait for the response. */
    public void leave() {
        try {
            leaving = true;
            out.text(nextTag() + " LOGOUT\r\n");
            out.flush();
        } catch (IOException e) {
            abort();
        }
    }

    public void abort() {
        transport.abort();
    }

    private <T> T guarded(Exchange<T> exchange) throws IOException {
        try (HeldMemory memory = HeldMemory.begin(peer)) {
            in.countMemory(memory::hold);
            return exchange.run();
        } catch (IOException | RuntimeException | Error e) {
            if (pipelined && e instanceof ProtocolException) {
                doubtPipelining();
            } else if (pipelined && e instanceof ConnectionLostException) {
                quirks.suspect(
                        Feature.PIPELINING); // some servers ignore commands that arrived together with the previous one
            }
            abort();
            throw e;
        }
    }

    /** Part of a conversation. */
    @FunctionalInterface
    private interface Exchange<T> {
        T run() throws IOException;
    }
}
