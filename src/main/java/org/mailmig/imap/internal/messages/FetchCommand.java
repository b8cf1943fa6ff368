// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.messages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.MessageLimit;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.HeaderReceiver;
import org.mailmig.imap.model.TextReceiver;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.LiteralStream;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** UID FETCH (RFC 9051, 6.4.9 and 7.5.2). Unsolicited FETCH responses are not taken for answers. */
public final class FetchCommand {
    /** So that no command line grows beyond {@link Command#MOST_LINE}. */
    public static final int MOST_SET_CHARS = 3500;

    private static final String FACTS = "(UID FLAGS INTERNALDATE RFC822.SIZE";

    private final Conversation conversation;
    private final UidSearch search;
    private final boolean modSeqs;
    private final String factsAsked;

    /** @param modSeqs whether each message's data include MODSEQ */
    FetchCommand(Conversation conversation, UidSearch search, boolean modSeqs) {
        this.conversation = conversation;
        this.search = search;
        this.modSeqs = modSeqs;
        this.factsAsked = FACTS + (modSeqs ? " MODSEQ)" : ")");
    }

    private void run(UidSet uids, String rest, ResponseHandler replies) throws IOException {
        for (UidSet piece : uids.pieces(MOST_SET_CHARS)) {
            MessageLimit.run(
                    conversation, piece, left -> Command.of("UID FETCH", left + " " + rest), replies, search::existing);
        }
    }

    void facts(MessageQuery query) throws IOException {
        MessageInfoResponse lines = new MessageInfoResponse(query, null);
        for (UidSet piece : query.uids().pieces(MOST_SET_CHARS)) {
            facts(piece, lines);
        }
        lines.finish();
    }

    void facts(UidSet uids, MessageInfoResponse lines) throws IOException {
        MessageLimit.run(conversation, uids, this::factsOf, lines, search::existing);
    }

    Command factsOf(UidSet piece) {
        Command command = Command.of("UID FETCH", piece + " " + factsAsked);
        return modSeqs ? command.uses(Feature.CONDSTORE) : command;
    }

    /**
     * Fetches the data of the folder that {@code opening} selects, sent before its response arrives. Returns that response, which is
     * OK.
     */
    Status opened(Command opening, SelectCommand selection, MessageQuery query) throws IOException {
        FetchPipeline pipeline = new FetchPipeline(conversation, this);
        pipeline.add(opening, selection);
        pipeline.add(opening, query);
        return pipeline.run().get(0);
    }

    /** Does the same for several folders, by EXAMINE. */
    void each(BiFunction<String, String, Command> opening, List<MessageQuery.OfFolder> looks) throws IOException {
        FetchPipeline pipeline = new FetchPipeline(conversation, this);
        for (MessageQuery.OfFolder look : looks) {
            SelectCommand selection = new SelectCommand();
            Command examine = opening.apply("EXAMINE", look.rawName());
            pipeline.add(examine, selection);
            pipeline.add(examine, look.query());
        }
        pipeline.run();
    }

    /** Fetches Gmail's labels (X-GM-EXT-1), in modified UTF-7 like names of folders. */
    public void labels(UidSet uids, BiConsumer<Long, List<String>> each) throws IOException {
        run(uids, "(UID X-GM-LABELS)", new OneItemResponse<>("X-GM-LABELS", ResponseReader::words, each));
    }

    public void header(UidSet uids, String fields, HeaderReceiver each) throws IOException {
        run(
                uids,
                "(UID BODY.PEEK[HEADER.FIELDS (" + fields + ")])",
                new OneItemResponse<>("BODY[HEADER.FIELDS", in -> held(in.body()), each::fields));
    }

    /** Reads a header into memory, but not more than a header may have. */
    private static byte[] held(LiteralStream literal) throws IOException {
        if (literal == null) {
            return null;
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.write(literal.readNBytes(ResponseReader.MOST_OCTETS));
        literal.skipRest();
        return octets.toByteArray();
    }

    public void bodies(UidSet uids, TextReceiver each) throws IOException {
        run(uids, "(UID BODY.PEEK[])", new BodyResponse(uids.size() == 1 ? uids.first() : 0, each));
    }
}
