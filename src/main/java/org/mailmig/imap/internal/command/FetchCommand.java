// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.Conversation;
import org.mailmig.imap.internal.session.MessageLimit;
import org.mailmig.imap.internal.session.OnceEach;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.HeaderReceiver;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.model.StoredIn;
import org.mailmig.imap.model.TextReceiver;
import org.mailmig.imap.server.ServerQuirks.Feature;
import org.mailmig.imap.text.InternalDate;
import org.mailmig.imap.text.UidSet;
import org.mailmig.imap.wire.LiteralStream;
import org.mailmig.imap.wire.ResponseReader;
import org.mailmig.imap.wire.Status;

/** UID FETCH (RFC 9051, 6.4.9 and 7.5.2). Unsolicited FETCH responses are not taken for answers. */
public final class FetchCommand {
    /** So that no command line grows beyond {@link Conversation#MOST_LINE}. */
    public static final int MOST_SET_CHARS = 3500;

    private static final long MOST_UID = 0xFFFFFFFFL;
    private static final String FACTS = "(UID FLAGS INTERNALDATE RFC822.SIZE";

    private final Conversation conversation;
    private final boolean modSeqs;
    private final String factsAsked;

    /** @param modSeqs whether each message's data include MODSEQ */
    public FetchCommand(Conversation conversation, boolean modSeqs) {
        this.conversation = conversation;
        this.modSeqs = modSeqs;
        this.factsAsked = FACTS + (modSeqs ? " MODSEQ)" : ")");
    }

    private void run(UidSet uids, String rest, ResponseHandler replies) throws IOException {
        for (UidSet piece : uids.pieces(MOST_SET_CHARS)) {
            MessageLimit.run(conversation, "UID FETCH", piece, " " + rest, replies);
        }
    }

    public void facts(UidSet uids, Consumer<MessageInfo> each) throws IOException {
        FactLines lines = new FactLines(uids, each, null);
        for (UidSet piece : uids.pieces(MOST_SET_CHARS)) {
            MessageLimit.run(conversation, piece, this::factsOf, lines);
        }
        lines.finish();
    }

    private Command factsOf(UidSet piece) {
        Command command = Command.of("UID FETCH", piece + " " + factsAsked);
        return modSeqs ? command.uses(Feature.CONDSTORE) : command;
    }

    /**
     * Fetches the data of the folder that {@code opening} selects, sent before its response arrives. Returns that response, which is
     * OK.
     */
    public Status opened(Command opening, SelectCommand selection, UidSet uids, Consumer<MessageInfo> each)
            throws IOException {
        Pipeline pipeline = new Pipeline();
        pipeline.add(opening, selection);
        pipeline.add(opening, uids, each);
        return pipeline.run().get(0);
    }

    /** Does the same for several folders, by EXAMINE. */
    public void each(BiFunction<String, String, Command> opening, List<FolderQuery> looks) throws IOException {
        Pipeline pipeline = new Pipeline();
        for (FolderQuery look : looks) {
            SelectCommand selection = new SelectCommand();
            Command examine = opening.apply("EXAMINE", look.rawName());
            pipeline.add(examine, selection);
            pipeline.add(examine, look.uids(), look.each());
        }
        pipeline.run();
    }

    /**
     * Commands and the handlers of their responses. A folder that turns out to be empty is not queried for messages; if it was already,
     * a refusal is not an error: James says BAD.
     */
    private final class Pipeline {
        private final List<Command> commands = new ArrayList<>();
        private final List<ResponseHandler> replies = new ArrayList<>();
        private final List<FactLines> facts = new ArrayList<>();
        /** For each command, what its folder reports. */
        private final List<SelectCommand> folders = new ArrayList<>();
        /** Keyed by the command's index. */
        private final Map<Integer, Asked> asked = new HashMap<>();

        void add(Command opening, SelectCommand selection) {
            add(opening, selection, selection);
        }

        private void add(Command command, ResponseHandler taker, SelectCommand folder) {
            commands.add(command);
            replies.add(taker);
            folders.add(folder);
        }

        void add(Command opening, UidSet uids, Consumer<MessageInfo> each) {
            SelectCommand folder = folders.get(folders.size() - 1);
            FactLines lines = new FactLines(uids, each, folder);
            facts.add(lines);
            for (UidSet piece : uids.pieces(MOST_SET_CHARS)) {
                asked.put(commands.size(), new Asked(opening, piece, lines));
                add(factsOf(piece), lines, folder);
            }
        }

        List<Status> run() throws IOException {
            boolean together = conversation.pipelines();
            List<Status> done = together ? conversation.pipeline(commands, replies) : oneByOne();
            if (together && folders.stream().anyMatch(SelectCommand::isMixedUp)) {
                throw conversation.mixedUp();
            }
            for (int i = 0; i < commands.size(); i++) {
                if (!isFetchOfNothing(i) && !stopped(i, done.get(i))) {
                    conversation.accepted(commands.get(i), done.get(i));
                }
            }
            for (Map.Entry<Integer, Asked> each : asked.entrySet()) {
                askForTheRest(each.getValue(), done.get(each.getKey()));
            }
            if (together) {
                for (Asked part : asked.values()) {
                    askAgain(part);
                }
            }
            facts.forEach(FactLines::finish);
            return done;
        }

        /**
         * Fetches again after fewer messages than EXISTS: a server that executes commands in parallel says OK to FETCH before it sends
         * the messages, or looks for them before the folder is open.
         */
        private void askAgain(Asked part) throws IOException {
            boolean all = part.uids.contains(1) && part.uids.contains(MOST_UID);
            long before = part.lines.messages;
            if (!all || before >= part.lines.folder.messages() || conversation.hidesMessages()) {
                return;
            }
            conversation.run(part.opening, ResponseHandler.NONE);
            MessageLimit.run(conversation, part.uids, FetchCommand.this::factsOf, part.lines);
            if (part.lines.messages > before) {
                conversation.doubtPipelining();
            } else {
                conversation.hideMessages();
            }
        }

        private List<Status> oneByOne() throws IOException {
            List<Status> done = new ArrayList<>();
            for (int i = 0; i < commands.size(); i++) {
                if (isFetchOfNothing(i)) {
                    done.add(done.get(i - 1));
                } else {
                    Status status = conversation.attempt(commands.get(i), replies.get(i));
                    done.add(stopped(i, status) ? status : conversation.accepted(commands.get(i), status));
                }
                replies.get(i).completed(done.get(i));
            }
            return done;
        }

        /** Returns whether the server has done only a part, with OK or NO. */
        private boolean stopped(int i, Status done) {
            return asked.containsKey(i)
                    && !MessageLimit.left(asked.get(i).uids, done).isEmpty();
        }

        private boolean isFetchOfNothing(int i) {
            return replies.get(i) instanceof FactLines && folders.get(i).isEmpty();
        }

        private void askForTheRest(Asked part, Status done) throws IOException {
            UidSet left = MessageLimit.left(part.uids, done);
            if (!left.isEmpty()) {
                conversation.run(part.opening, ResponseHandler.NONE);
                MessageLimit.run(conversation, left, FetchCommand.this::factsOf, part.lines);
            }
        }

        /** One FETCH in the folder that this command opens. */
        private record Asked(Command opening, UidSet uids, FactLines lines) {}
    }

    /** Fetches Gmail's labels (X-GM-EXT-1), in modified UTF-7 like names of folders. */
    public void labels(UidSet uids, BiConsumer<Long, List<String>> each) throws IOException {
        run(uids, "(UID X-GM-LABELS)", new OneItem<>("X-GM-LABELS", ResponseReader::words, each));
    }

    /** Returns Dovecot's name of the folder that really contains the last message of the selected one (X-MAILBOX). */
    public StoredIn mailbox() throws IOException {
        LastMailbox last = new LastMailbox();
        Status status = conversation.attempt(Command.of("UID FETCH", "* (UID X-MAILBOX)"), last);
        boolean refused = status.kind().equals("BAD")
                || status.kind().equals("NO") && status.code().isEmpty();
        return new StoredIn(last.name, !last.shown && !refused);
    }

    /** The answer for the last message; {@code null} if the server does not report its folder. */
    private static final class LastMailbox implements ResponseHandler {
        private boolean shown;
        private String name;

        @Override
        public void data(long number, String response, ResponseReader in) throws IOException {
            if (response.equals("FETCH")) {
                shown = true;
                items(in, (item, value) -> {
                    boolean own = item.equals("X-MAILBOX");
                    name = own ? value.astring() : name;
                    return own;
                });
            }
        }
    }

    public void header(UidSet uids, String fields, HeaderReceiver each) throws IOException {
        run(
                uids,
                "(UID BODY.PEEK[HEADER.FIELDS (" + fields + ")])",
                new OneItem<>("BODY[HEADER.FIELDS", in -> held(in.body()), each::fields));
    }

    /** Reads an item's value; {@code null} for none. */
    @FunctionalInterface
    private interface Value<T> {
        T read(ResponseReader in) throws IOException;
    }

    /** Passes on the value of a single item, message by message, with its UID. */
    private record OneItem<T>(String beginning, Value<T> value, BiConsumer<Long, T> each, OnceEach once)
            implements ResponseHandler {
        OneItem(String beginning, Value<T> value, BiConsumer<Long, T> each) {
            this(beginning, value, each, new OnceEach());
        }

        @Override
        public boolean keeps() {
            return false;
        }

        @Override
        public void data(long number, String name, ResponseReader in) throws IOException {
            if (!name.equals("FETCH")) {
                return;
            }
            OfOne one = new OfOne();
            if (items(in, one) && one.uid > 0 && one.read != null && once.isNew(one.uid, in)) {
                each.accept(one.uid, one.read);
            }
        }

        /** What is known of one message so far. */
        private final class OfOne implements Items {
            private long uid;
            private T read;

            @Override
            public boolean read(String item, ResponseReader in) throws IOException {
                if (item.equals("UID")) {
                    uid = in.number();
                } else if (item.startsWith(beginning)) {
                    read = value.read(in);
                } else {
                    return false;
                }
                return true;
            }
        }
    }

    /** Takes the items of one FETCH response that are its own. */
    @FunctionalInterface
    private interface Items {
        /** Reads the item's value, which comes next; false for what is to be skipped. */
        boolean read(String item, ResponseReader in) throws IOException;
    }

    /** Reads one FETCH response. Returns false if the line ends within it, which is invalid. */
    private static boolean items(ResponseReader in, Items own) throws IOException {
        in.blank();
        in.expect('(');
        for (in.blank(); in.skipEmptyLinesWithin(); in.blank()) {
            in.blank();
            if (in.take(')')) {
                return true;
            }
            String item = in.item();
            in.blank();
            if (!own.read(item, in) && !skipped(in)) {
                return false;
            }
        }
        return false;
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

    /** Skips an item's value. Returns false at the end of the line, which is invalid here. */
    private static boolean skipped(ResponseReader in) throws IOException {
        in.skipValue();
        return in.skipEmptyLinesWithin();
    }

    public void bodies(UidSet uids, TextReceiver each) throws IOException {
        long only = uids.size() == 1 ? uids.first() : 0;
        run(uids, "(UID BODY.PEEK[])", new ResponseHandler() {
            @Override
            public boolean keeps() {
                return false;
            }

            @Override
            public void data(long number, String name, ResponseReader in) throws IOException {
                if (name.equals("FETCH")) {
                    items(in, new Body(only, each));
                }
            }
        });
    }

    /** One message, whose UID may come before its text or not at all. */
    private static final class Body implements Items {
        private final TextReceiver each;
        private long uid;

        Body(long only, TextReceiver each) {
            this.uid = only;
            this.each = each;
        }

        @Override
        public boolean read(String item, ResponseReader in) throws IOException {
            if (item.equals("UID")) {
                uid = in.number();
            } else if (item.equals("BODY[]")) {
                LiteralStream literal = in.body();
                if (literal != null && literal.size() > 0) {
                    each.message(uid, literal.size(), literal);
                    literal.skipRest();
                }
            } else {
                return false;
            }
            return true;
        }
    }

    /** Assembles the data of messages, even if a server spreads those of one message over several lines. */
    private static final class FactLines implements ResponseHandler {
        private static final int MEMORY_OF_UNFINISHED = 256;
        private final UidSet wanted;
        private final Consumer<MessageInfo> each;
        private final SelectCommand folder;
        private final Map<Long, Facts> unfinished = new HashMap<>();
        private final OnceEach once = new OnceEach();
        /** Maximum number of messages that were unfinished at once. */
        private int mostUnfinished;
        /** Number of messages that were passed on. */
        private long messages;

        private ResponseReader in;

        /** @param folder what was opened in the same pipeline; {@code null} for the folder open before */
        FactLines(UidSet wanted, Consumer<MessageInfo> each, SelectCommand folder) {
            this.folder = folder;
            this.wanted = wanted;
            this.each = each;
        }

        @Override
        public boolean keeps() {
            return false;
        }

        @Override
        public void data(long number, String name, ResponseReader reader) throws IOException {
            in = reader;
            if (name.equals("EXPUNGE")) {
                unfinished.clear(); // the sequence numbers mean other messages now
            }
            if (!name.equals("FETCH") || folder != null && !folder.isOpened()) {
                return;
            }
            Facts facts = unfinished.isEmpty() ? new Facts() : unfinished.getOrDefault(number, new Facts());
            facts.read(in);
            if (facts.uid > 0 && facts.flags != null && facts.size >= 0 && facts.dated) {
                unfinished.remove(number);
                deliver(facts);
            } else {
                unfinished.put(number, facts);
                if (unfinished.size() > mostUnfinished) {
                    mostUnfinished = unfinished.size();
                    in.keep(MEMORY_OF_UNFINISHED);
                }
            }
        }

        /** Passes each message on once: a server may repeat a message whose flags changed in the meantime. */
        private void deliver(Facts facts) {
            if (!wanted.contains(facts.uid) || !once.isNew(facts.uid, in)) {
                return;
            }
            messages++;
            each.accept(new MessageInfo(facts.uid, facts.flags, facts.date, facts.size, facts.modSeq));
        }

        /** Handles messages of which the server sent the size or date, but never the rest. */
        void finish() {
            for (Facts facts : unfinished.values()) {
                if (facts.uid > 0 && (facts.size >= 0 || facts.dated)) {
                    facts.size = facts.size < 0 ? 1 : facts.size;
                    facts.flags = facts.flags == null ? Flags.NONE : facts.flags;
                    deliver(facts);
                }
            }
        }
    }

    /** One message's data while they arrive. */
    public static final class Facts implements Items {
        long uid;
        Flags flags;
        OffsetDateTime date;
        boolean dated;
        long size = -1;
        long modSeq;

        public void read(ResponseReader in) throws IOException {
            items(in, this);
        }

        @Override
        public boolean read(String item, ResponseReader in) throws IOException {
            switch (item) {
                case "UID" -> uid = in.number();
                case "FLAGS" -> flags = Flags.of(in.words());
                case "INTERNALDATE" -> {
                    date = InternalDate.parse(in.nstring());
                    dated = true;
                }
                case "RFC822.SIZE" -> size = in.number();
                case "MODSEQ" -> {
                    in.expect('(');
                    modSeq = in.number();
                    in.expect(')');
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        public long size() {
            return size;
        }

        public long uid() {
            return uid;
        }
    }
}
