package org.mailmig.imap;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One authenticated connection. Methods may be called by one thread at a time; replies are read by a thread of the
 * connection's own. After any {@link ConnectionLostException} or {@link ProtocolException} the connection is closed.
 */
public final class ImapConnection implements AutoCloseable {

    /** Connects, protects the line, logs in, reads the capabilities anew, and learns the personal namespace. */
    public static ImapConnection open(ImapServer server, Login login) throws IOException {
        throw new UnsupportedOperationException();
    }

    public ImapServer server() {
        throw new UnsupportedOperationException();
    }

    /** Is the capability offered after login? In upper case, for example {@code "MULTIAPPEND"}. */
    public boolean offers(String capability) {
        throw new UnsupportedOperationException();
    }

    /** Largest message that APPEND takes (RFC 7889), or {@link Long#MAX_VALUE}. */
    public long appendLimit() {
        throw new UnsupportedOperationException();
    }

    /** Prefix of the personal namespace (RFC 2342), raw; empty where there is none. */
    public String personalPrefix() {
        throw new UnsupportedOperationException();
    }

    /** The hierarchy separator of the personal namespace; 0 where the server is flat. */
    public char separator() {
        throw new UnsupportedOperationException();
    }

    /**
     * All folders of the personal namespace with subscriptions, roles and counters: one command where LIST-EXTENDED,
     * SPECIAL-USE and LIST-STATUS are offered, else LIST, LSUB and pipelined STATUS. A folder whose STATUS is refused
     * comes with {@code status == null} although selectable.
     */
    public List<ListedFolder> list() throws IOException {
        throw new UnsupportedOperationException();
    }

    public FolderStatus status(String rawName) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** EXAMINE: never changes anything. */
    public SelectedFolder examine(String rawName) throws IOException {
        throw new UnsupportedOperationException();
    }

    public SelectedFolder select(String rawName) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Leaves the selected folder without expunging: UNSELECT (RFC 3691) or EXAMINE of a name that does not exist. */
    public void unselect() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** CREATE, with the role where CREATE-SPECIAL-USE is offered and {@code role} is not null; ALREADYEXISTS is no error. */
    public void create(String rawName, String role) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void subscribe(String rawName) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Facts of the messages in {@code uids} that exist, in the server's order, as they arrive. */
    public void fetchFacts(UidSet uids, Consumer<MessageFacts> each) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Facts of the messages in {@code uids} changed since {@code modSeq} (RFC 7162, 3.1.4.1). */
    public void fetchChanged(UidSet uids, long modSeq, Consumer<MessageFacts> each) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Raw octets of the named header fields. */
    public void fetchHeader(UidSet uids, List<String> fields, Header each) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Whole messages, by BODY.PEEK[]. Called on the connection's reading thread while the literal arrives; what {@code
     * each} leaves unread is skipped. A message that vanished meanwhile (NIL or zero octets) is not handed over.
     */
    public void fetchBodies(UidSet uids, Incoming each) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** UIDs of the selected folder from {@code firstUid} on (UID SEARCH, ESEARCH where offered). */
    public UidSet searchFrom(long firstUid) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends in one MULTIAPPEND (RFC 3502) where offered, else one by one in order. Nothing refusable as syntax stands
     * before a non-synchronising literal; literals above 1 MiB are synchronising; zero-length messages are not accepted.
     *
     * @throws CommandRefusedException on NO: of a MULTIAPPEND nothing was stored; of single APPENDs those in {@code stored()}
     * @throws ProtocolException on BAD; the connection is dropped, the outcome is unknown
     * @throws ConnectionLostException the outcome is unknown
     */
    public Appended append(String rawName, List<Outgoing> messages) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** UID STORE +FLAGS.SILENT or -FLAGS.SILENT in the selected folder. */
    public void store(UidSet uids, boolean add, Flags flags) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** UID EXPUNGE (RFC 4315, 2.1); the messages must already carry {@code \Deleted}. */
    public void expunge(UidSet uids) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void noop() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Flags and keywords out of {@code wanted} that the target folder can hold, by PERMANENTFLAGS and syntax. */
    public static Flags holdable(Flags wanted, Set<String> permanentFlags) {
        throw new UnsupportedOperationException();
    }

    public boolean isOpen() {
        throw new UnsupportedOperationException();
    }

    /** LOGOUT where possible, then closes; never throws. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Drops the line at once, from any thread: a blocked call ends with {@link ConnectionLostException}. */
    public void abort() {
        throw new UnsupportedOperationException();
    }

    /** Takes one message as it arrives. */
    @FunctionalInterface
    public interface Incoming {
        /** {@code uid} is 0 where the server sent the text before the UID: possible only if several were asked for. */
        void message(long uid, long size, InputStream octets) throws IOException;
    }

    /** Takes one message's header fields. */
    @FunctionalInterface
    public interface Header {
        void fields(long uid, byte[] octets);
    }
}
