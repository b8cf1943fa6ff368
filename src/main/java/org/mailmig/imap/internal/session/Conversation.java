// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;
import org.mailmig.imap.wire.Transport;
import org.mailmig.runtime.HeldMemory;

/**
 * Sends commands and reads responses (RFC 9051, 2.2), on the calling thread. Any error that leaves both ends out of step closes the
 * connection: only after {@link CommandRefusedException} the conversation continues.
 */
public final class Conversation {
    private final String peer;
    private final Transport transport;
    private final CommandPolicy policy;
    private final ConnectionQuirks quirks;
    private final Refusals refusals;
    private UntaggedResponses untagged;
    private CompletionReader completions;
    private CommandWriter writer;
    private int tags;

    public Conversation(String peer, Transport transport, CommandPolicy policy, ConnectionQuirks quirks) {
        this.peer = peer;
        this.quirks = quirks;
        this.policy = policy;
        this.transport = transport;
        this.refusals = new Refusals(peer, transport, quirks);
        useTransport();
    }

    private void useTransport() {
        ResponseReader in = new ResponseReader(transport.source());
        untagged = new UntaggedResponses(peer, transport, in);
        completions = new CompletionReader(peer, in, untagged);
        writer = new CommandWriter(policy, transport.sink(), completions);
    }

    public String peer() {
        return peer;
    }

    public ConnectionQuirks quirks() {
        return quirks;
    }

    Refusals refusals() {
        return refusals;
    }

    /** Returns the last EXISTS since {@link #forgetExists}; below 0 if there was none. */
    public long exists() {
        return untagged.exists();
    }

    /** Called before a folder is opened. */
    public void forgetExists() {
        untagged.forgetExists();
    }

    /** Returns whether the last command had a non-synchronising literal. */
    public boolean sentUnasked() {
        return writer.sentUnasked();
    }

    /** Returns whether the command, literals included, can be sent without waiting for a continuation request. */
    public boolean isSentAtOnce(Command command) {
        return writer.isSentAtOnce(command);
    }

    /** Makes every literal synchronising from now on. */
    public void waitBeforeLiterals() {
        writer.waitBeforeLiterals();
    }

    /** Begins TLS. Nothing that the server sent before it is kept. */
    void startTls() throws IOException {
        transport.startTls();
        useTransport();
    }

    /** Takes over what the server offers after the login. */
    void learn(Capabilities capabilities) {
        untagged.establish();
        writer.learn(capabilities);
    }

    /** Reads the greeting (RFC 9051, 7.1). */
    Status greeting() throws IOException {
        return guarded(() -> untagged.greeting());
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
        refusals.begin(false);
        return guarded(() -> {
            String tag = nextTag();
            command.crashPoint("before");
            writer.begin();
            Status early = writer.send(tag, command, replies);
            command.crashPoint("sent");
            Status status = early == null ? completions.completion(tag, replies) : early;
            command.crashPoint("after");
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
        boolean together = commands.size() > 1 && quirks.pipelines();
        refusals.begin(together);
        return commands.size() > 1 && !together
                ? oneByOne(commands, replies)
                : guarded(() -> {
                    writer.begin();
                    List<String> sent = new ArrayList<>();
                    for (Command command : commands) {
                        command.crashPoint("before");
                        sent.add(nextTag());
                        writer.write(sent.get(sent.size() - 1), command);
                    }
                    writer.flush();
                    List<Status> done = new ArrayList<>();
                    for (int i = 0; i < sent.size(); i++) {
                        commands.get(i).crashPoint("sent");
                        done.add(completions.completion(sent.get(i), replies.get(i)));
                        replies.get(i).completed(done.get(i));
                        commands.get(i).crashPoint("after");
                    }
                    return done;
                });
    }

    private List<Status> oneByOne(List<Command> commands, List<? extends ResponseHandler> replies) throws IOException {
        List<Status> done = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            done.add(attempt(commands.get(i), replies.get(i)));
            replies.get(i).completed(done.get(i));
        }
        return done;
    }

    /**
     * Sends a command together with the next one, so that it costs no round trip; its result is ignored. A server that needs its
     * commands one at a time gets it so.
     */
    void ahead(Command command) throws IOException {
        if (!quirks.pipelines()) {
            attempt(command, ResponseHandler.NONE);
            return;
        }
        guarded(() -> {
            String tag = nextTag();
            completions.ignore(tag);
            writer.write(tag, command);
            return null;
        });
    }

    /** Begins a command that may be answered by a SASL challenge ({@code kind} "+"). */
    Status challenge(String tag, Command command, ResponseHandler replies) throws IOException {
        return guarded(() -> {
            writer.write(tag, command);
            writer.flush();
            return completions.next(tag, replies);
        });
    }

    /** Answers a SASL challenge and reads the next challenge or the completion. */
    Status answer(String tag, String line, ResponseHandler replies) throws IOException {
        return guarded(() -> {
            writer.sendLine(line);
            return completions.next(tag, replies);
        });
    }

    String nextTag() {
        return "M" + ++tags;
    }

    /**
     * Returns the status if it is OK.
     *
     * @throws CommandRefusedException on NO
     * @throws ProtocolException on BAD
     */
    public Status accepted(Command command, Status status) throws IOException {
        return refusals.accepted(command, status, writer.sentUnasked());
    }

    /** Returns the exception for NO. */
    public CommandRefusedException refused(Command command, Status status, AppendResult stored) {
        return refusals.refused(command, status, stored);
    }

    /** Returns the error for responses to pipelined commands that were mixed up. The connection is given up. */
    public ProtocolException mixedUp() {
        return refusals.mixedUp();
    }

    /** Sends LOGOUT and does not wait for the response. */
    public void leave() {
        try {
            untagged.leave();
            writer.sendLine(nextTag() + " LOGOUT");
        } catch (IOException e) {
            abort();
        }
    }

    public void abort() {
        transport.abort();
    }

    private <T> T guarded(Exchange<T> exchange) throws IOException {
        try (HeldMemory memory = HeldMemory.begin(peer)) {
            completions.countMemory(memory::hold);
            return exchange.run();
        } catch (IOException | RuntimeException | Error e) {
            refusals.outOfStep(e);
            throw e;
        }
    }

    /** Part of a conversation. */
    @FunctionalInterface
    private interface Exchange<T> {
        T run() throws IOException;
    }
}
