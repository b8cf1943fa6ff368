package org.mailmig.identity;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.mailmig.Private;
import org.mailmig.RefusedException;
import org.mailmig.imap.Appended;
import org.mailmig.imap.CommandRefusedException;
import org.mailmig.imap.Flags;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ImapServer;
import org.mailmig.imap.Login;
import org.mailmig.imap.LoginRefusedException;
import org.mailmig.imap.MessageFacts;
import org.mailmig.imap.Outgoing;
import org.mailmig.imap.ProtocolException;
import org.mailmig.imap.Replica;
import org.mailmig.imap.Replicated;
import org.mailmig.imap.Replication;

/**
 * Cyrus: folders and messages are stated as its own replication would, on connections of an admin. The server compares what
 * the folder was before in the same step, so nobody else's mail is overwritten.
 */
final class CyrusSync implements Identifiers {
    /** How often somebody may change a flag between our look and our word. */
    private static final int MOST_TRIES = 5;

    private static final long HELD = 4L << 20;
    private final ImapServer server;
    private final Login login;
    private final String user;
    private final Set<String> proved;
    private final Deque<ImapConnection> idle = new ArrayDeque<>();
    private final List<ImapConnection> all = new ArrayList<>();
    private volatile CyrusNames names;

    CyrusSync(ImapServer server, Login login, String user, Set<String> proved) {
        this.server = server;
        this.login = login;
        this.user = user;
        this.proved = proved;
    }

    /** Work on a connection of the admin. */
    @FunctionalInterface
    private interface Use<T> {
        T on(Replication admin) throws IOException;
    }

    private <T> T with(Use<T> use) throws IOException {
        ImapConnection connection = lend();
        try {
            return use.on(connection.replication());
        } finally {
            synchronized (idle) {
                if (connection.isOpen()) {
                    idle.push(connection);
                }
            }
        }
    }

    private ImapConnection lend() throws IOException {
        synchronized (idle) {
            while (!idle.isEmpty()) {
                ImapConnection connection = idle.pop();
                if (connection.isOpen()) {
                    return connection;
                }
            }
        }
        ImapConnection opened = ImapConnection.open(server, login);
        synchronized (idle) {
            all.removeIf(old -> !old.isOpen());
            all.add(opened);
        }
        if (!opened.offers("X-REPLICATION")) {
            opened.close();
            throw new RefusedException(where() + " does not offer X-REPLICATION to " + login.user()
                    + ": is this Cyrus, and is that an admin of it (admins in imapd.conf)?");
        }
        return opened;
    }

    private String where() {
        return "Server " + server.host() + ":" + server.port() + " (mailmig." + server.name() + ".identity)";
    }

    @Override
    public boolean active() {
        return true;
    }

    @Override
    public void probe(ImapConnection target) throws IOException {
        names = new CyrusNames(user, target.personalPrefix(), target.separator());
        Replicated inbox;
        try {
            inbox = with(admin -> admin.folder(names.internal("INBOX"))).orElse(null);
        } catch (LoginRefusedException e) {
            throw new RefusedException(where() + " refuses the login of " + login.user() + ": set mailmig."
                    + server.name() + ".identity.key to the password of an admin.");
        }
        if (inbox == null || inbox.uidValidity() != target.status("INBOX").uidValidity()) {
            throw new RefusedException(where() + " shows no INBOX of " + user + " by the name "
                    + names.internal("INBOX") + " that is the target's: is it the same server?");
        }
        String peer = server.host() + ":" + server.port();
        if (!proved.contains(peer)) {
            prove(inbox.partition());
            proved.add(peer);
        }
    }

    /** Were a text not taken for what it is, it would be read as commands: this one is none, whoever reads it. */
    private void prove(String partition) throws IOException {
        byte[] harmless = "Subject: probe\r\n\r\nThis text is no command.\r\n".getBytes(StandardCharsets.US_ASCII);
        Replica message = new Replica(1, 1, 0, Flags.NONE, 0, harmless.length, hex(sha1().digest(harmless)));
        try {
            with(admin -> {
                admin.texts(partition, List.of(message), List.of(out -> out.write(harmless)));
                admin.forget();
                return null;
            });
        } catch (ProtocolException | CommandRefusedException e) {
            throw new RefusedException(where() + " does not take messages as Cyrus 3.6 does (" + e.getMessage()
                    + "); set mailmig." + server.name() + ".identity.kind = none.");
        }
    }

    private String internal(String rawName) {
        return names.internal(rawName);
    }

    @Override
    public Map<String, Given> prepare(ImapConnection target, List<Wanted> folders) throws IOException {
        names = new CyrusNames(user, target.personalPrefix(), target.separator());
        return with(admin -> {
            Map<String, Given> given = new HashMap<>();
            String inboxName = internal("INBOX");
            Replicated inbox = admin.folder(inboxName)
                    .orElseThrow(() -> new IOException("the INBOX of " + user + " is gone: " + inboxName));
            for (Wanted folder : folders) {
                given.put(folder.rawName(), identify(admin, folder, inbox));
            }
            return given;
        });
    }

    private Given identify(Replication admin, Wanted folder, Replicated inbox) throws IOException {
        String name = internal(folder.rawName());
        Optional<Replicated> now = admin.folder(name);
        String loss = loss(folder);
        if (loss == null) {
            Optional<Replicated> bearer = admin.withId(folder.mailboxId());
            if (bearer.isPresent() && !bearer.get().name().equals(name)) {
                loss = "another folder of the target bears it already";
            }
        }
        boolean asWanted = now.isPresent()
                && now.get().uidValidity() == folder.uidValidity()
                && (loss != null || now.get().uniqueId().equals(folder.mailboxId()));
        boolean untouched = now.isEmpty() ? !folder.exists() : now.get().lastUid() == 0;
        if (untouched && !asWanted && folder.hasUidValidity()) {
            // A folder takes a lower UIDVALIDITY only together with another id.
            String id = loss == null && !isId(now, folder.mailboxId()) ? folder.mailboxId() : fresh();
            Replicated state = now.map(there -> there.identified(id, folder.uidValidity()))
                    .orElseGet(() -> made(name, id, folder, inbox));
            admin.state(state, null, List.of());
            now = admin.folder(name);
        }
        long uidValidity = now.map(Replicated::uidValidity).orElse(0L);
        if (loss == null && !isId(now, folder.mailboxId())) {
            loss = "Cyrus did not take it";
        }
        return new Given(uidValidity, loss);
    }

    private static boolean isId(Optional<Replicated> folder, String id) {
        return folder.isPresent() && folder.get().uniqueId().equals(id);
    }

    private static String loss(Wanted folder) {
        if (folder.mailboxId() == null) {
            return "the source tells none";
        }
        return Replication.isUniqueId(folder.mailboxId()) ? null : "Cyrus cannot bear " + folder.mailboxId();
    }

    private static String fresh() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }

    private Replicated made(String name, String id, Wanted folder, Replicated inbox) {
        List<Replicated.Annotation> annotations = folder.role() == null
                ? List.of()
                : List.of(new Replicated.Annotation("/specialuse", user, role(folder.role())));
        return new Replicated(
                name,
                id,
                folder.uidValidity(),
                0,
                1,
                Replicated.NO_CRC,
                Replicated.NO_ANNOTATION_CRC,
                inbox.partition(),
                inbox.acl(),
                inbox.options(),
                annotations);
    }

    /** Cyrus writes roles with a capital letter. */
    private static String role(String role) {
        return role.substring(0, 1) + Character.toUpperCase(role.charAt(1)) + role.substring(2);
    }

    @Override
    public Stretch next(List<Long> uids, long uidNext, ImapConnection target) {
        Stretch lost = Stretch.lost(uids, uidNext);
        if (lost.messages() > 0) {
            return lost;
        }
        int high = 0;
        while (high < uids.size() && !Stretch.isLost(uids.get(high), uidNext)) {
            high++;
        }
        return new Stretch(high, 0, org.mailmig.imap.UidSet.empty(), true);
    }

    @Override
    public boolean writes() {
        return true;
    }

    @Override
    public Appended put(String rawName, long uidNext, List<MessageFacts> messages, List<Outgoing> texts)
            throws IOException {
        List<Held> held = new ArrayList<>();
        try {
            List<Replica> replicas = new ArrayList<>();
            for (int i = 0; i < messages.size(); i++) {
                Held text = hold(texts.get(i));
                held.add(text);
                replicas.add(replica(messages.get(i), texts.get(i), text));
            }
            List<Outgoing.Body> bodies =
                    held.stream().<Outgoing.Body>map(text -> text::writeTo).toList();
            long uidValidity = with(admin -> write(admin, internal(rawName), uidNext, replicas, bodies));
            return new Appended(
                    uidValidity, messages.stream().map(MessageFacts::uid).toList());
        } finally {
            held.forEach(Held::drop);
        }
    }

    private static Replica replica(MessageFacts message, Outgoing text, Held held) {
        long arrived = message.internalDate() == null
                ? Instant.now().getEpochSecond()
                : Math.max(0, message.internalDate().toEpochSecond());
        return new Replica(
                message.uid(),
                Math.max(1, message.modSeq()),
                Instant.now().getEpochSecond(),
                text.flags(),
                arrived,
                text.size(),
                held.sha1());
    }

    private long write(Replication admin, String name, long uidNext, List<Replica> replicas, List<Outgoing.Body> bodies)
            throws IOException {
        Replicated before = look(admin, name, uidNext);
        admin.texts(before.partition(), replicas, bodies);
        for (int tries = 1; ; tries++) {
            try {
                admin.state(grown(before, replicas), before, replicas);
                admin.forget();
                return before.uidValidity();
            } catch (CommandRefusedException e) {
                Replicated now = look(admin, name, uidNext);
                if (tries == MOST_TRIES || now.equals(before)) {
                    admin.forget();
                    throw e;
                }
                before = now; // a flag or right was changed meanwhile
            }
        }
    }

    private static Replicated look(Replication admin, String name, long uidNext) throws IOException {
        Replicated now = admin.folder(name).orElseThrow(() -> new IOException("folder " + name + " is gone"));
        if (now.lastUid() >= Math.max(1, uidNext)) {
            throw new SomebodyWroteException(now.lastUid() + 1);
        }
        return now;
    }

    private static Replicated grown(Replicated before, List<Replica> replicas) {
        long modSeq = before.highestModSeq();
        long last = before.lastUid();
        for (Replica message : replicas) {
            modSeq = Math.max(modSeq, message.modSeq());
            last = Math.max(last, message.uid());
        }
        return before.grown(last, modSeq, before.crc());
    }

    /** A text whose checksum must be known before it is sent: in memory, or where it is large in a file. */
    private record Held(byte[] octets, Path file, String sha1) {
        void writeTo(OutputStream out) throws IOException {
            if (file == null) {
                out.write(octets);
            } else {
                Files.copy(file, out);
            }
        }

        void drop() {
            try {
                if (file != null) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Held hold(Outgoing text) throws IOException {
        MessageDigest digest = sha1();
        if (text.size() <= HELD) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream((int) text.size());
            text.body().writeTo(octets);
            byte[] held = octets.toByteArray();
            return new Held(held, null, hex(digest.digest(held)));
        }
        Path file = Files.createTempFile("mailmig-", ".message", Private.file());
        try (OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest)) {
            text.body().writeTo(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new Held(null, file, hex(digest.digest()));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    @Override
    public void finish(List<Wanted> folders) throws IOException {
        with(admin -> {
            for (Wanted folder : folders) {
                Replicated now = admin.folder(internal(folder.rawName())).orElse(null);
                long last = folder.hasUidNext() ? folder.uidNext() - 1 : 0;
                if (now != null && (now.lastUid() < last || now.highestModSeq() < folder.highestModSeq())) {
                    admin.state(
                            now.grown(
                                    Math.max(last, now.lastUid()),
                                    Math.max(folder.highestModSeq(), now.highestModSeq()),
                                    now.crc()),
                            now,
                            List.of());
                }
            }
            return null;
        });
    }

    @Override
    public void abort() {
        synchronized (idle) {
            all.forEach(ImapConnection::abort);
        }
    }

    @Override
    public void close() {
        synchronized (idle) {
            all.forEach(ImapConnection::close);
            all.clear();
            idle.clear();
        }
    }
}
