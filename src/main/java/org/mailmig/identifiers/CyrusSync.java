// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.error.RefusedException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.cyrus.CyrusSyncCommands;
import org.mailmig.imap.cyrus.CyrusSyncMailbox;
import org.mailmig.imap.cyrus.CyrusSyncMessage;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.InternalDate;
import org.mailmig.imap.text.UidSet;

/**
 * Sets folders and messages in Cyrus as its own replication does, on connections of an admin. The server compares the folder's previous
 * state in the same step, so another client's mail is never overwritten.
 */
final class CyrusSync implements Identifiers {
    /** How often another client may change a flag between our read and our write. */
    static final int MOST_TRIES = 5;

    private final CyrusAdmin admins;
    private final String user;
    private final Set<String> proved;
    private volatile CyrusNames names;

    /** {@code proved} has the servers that were already tested. */
    CyrusSync(CyrusAdmin admins, String user, Set<String> proved) {
        this.admins = admins;
        this.user = user;
        this.proved = proved;
    }

    @Override
    public boolean active() {
        return true;
    }

    @Override
    public void probe(ReadOnlyConnection target) throws IOException {
        names = new CyrusNames(user, target.personalPrefix(), target.separator());
        CyrusSyncMailbox inbox;
        try {
            inbox = admins.look(admin -> admin.folder(names.internal("INBOX"))).orElse(null);
        } catch (LoginRefusedException e) {
            throw new RefusedException(admins + " refuses the login of " + admins.user() + ": set mailmig."
                    + admins.name() + ".identity.key to the password of an admin.");
        } catch (ProtocolException e) {
            throw new RefusedException(admins + " does not let " + admins.user()
                    + " replicate: is that user an admin (admins in imapd.conf)? " + e.getMessage() + ".");
        }
        if (inbox == null || inbox.uidValidity() != target.status("INBOX").uidValidity()) {
            throw new RefusedException(admins + " has no INBOX of " + user + " named " + names.internal("INBOX")
                    + " that is the target's: is it the same server?");
        }
        String peer = admins.peer();
        if (!admins.readOnly() && !proved.contains(peer)) {
            prove(inbox.partition());
            proved.add(peer);
        }
    }

    /**
     * Tests that the server parses texts. If it misparsed this literal, it would execute it as commands; this text is harmless either
     * way.
     */
    private void prove(String partition) throws IOException {
        byte[] harmless = "Subject: probe\r\n\r\nThis text is not a command.\r\n".getBytes(StandardCharsets.US_ASCII);
        CyrusSyncMessage message =
                new CyrusSyncMessage(1, 1, 0, Flags.NONE, 0, harmless.length, BufferedMessage.sha1(harmless));
        try {
            admins.with(admin -> {
                admin.texts(partition, List.of(message), List.of(out -> out.write(harmless)));
                admin.forget();
                return null;
            });
        } catch (ProtocolException | CommandRefusedException e) {
            throw new RefusedException(admins + " does not accept messages as Cyrus 3.6 does (" + e.getMessage()
                    + "); set mailmig." + admins.name() + ".identity.kind = none.");
        }
    }

    private String internal(String rawName) {
        return names.internal(rawName);
    }

    @Override
    public Map<String, AssignedIds> prepare(ImapConnection target, List<RequestedIds> folders) throws IOException {
        names = new CyrusNames(user, target.personalPrefix(), target.separator());
        return admins.with(admin -> {
            Map<String, AssignedIds> given = new HashMap<>();
            String inboxName = internal("INBOX");
            CyrusSyncMailbox inbox = admin.folder(inboxName)
                    .orElseThrow(() -> new IOException("the INBOX of " + user + " is gone: " + inboxName));
            CyrusFolderIds ids = new CyrusFolderIds(admin, names, user);
            for (RequestedIds folder : folders) {
                given.put(folder.rawName(), ids.identify(folder, inbox));
            }
            return given;
        });
    }

    @Override
    public UidPlan next(List<Long> uids, long uidNext, ImapConnection target, boolean fill) {
        UidPlan lost = UidPlan.lost(uids, uidNext);
        if (lost.messages() > 0) {
            return lost;
        }
        int high = 0;
        while (high < uids.size() && !UidPlan.isLost(uids.get(high), uidNext)) {
            high++;
        }
        return new UidPlan(high, 0, UidSet.empty(), true);
    }

    @Override
    public boolean writes() {
        return true;
    }

    @Override
    public AppendResult put(String rawName, long uidNext, List<MessageInfo> messages, List<AppendMessage> texts)
            throws IOException {
        List<BufferedMessage> held = new ArrayList<>();
        try {
            List<CyrusSyncMessage> replicas = new ArrayList<>();
            for (int i = 0; i < messages.size(); i++) {
                BufferedMessage text = BufferedMessage.of(texts.get(i));
                held.add(text);
                replicas.add(replica(messages.get(i), texts.get(i), text));
            }
            List<AppendMessage.Body> bodies =
                    held.stream().<AppendMessage.Body>map(text -> text::writeTo).toList();
            long uidValidity = admins.with(admin -> write(admin, internal(rawName), uidNext, replicas, bodies));
            return new AppendResult(
                    uidValidity, messages.stream().map(MessageInfo::uid).toList());
        } finally {
            held.forEach(BufferedMessage::drop);
        }
    }

    private static CyrusSyncMessage replica(MessageInfo message, AppendMessage text, BufferedMessage held) {
        long arrived = message.internalDate() == null
                ? Instant.now().getEpochSecond()
                : InternalDate.held(message.internalDate()).toEpochSecond();
        return new CyrusSyncMessage(
                message.uid(),
                Math.max(1, message.modSeq()),
                Instant.now().getEpochSecond(),
                text.flags(),
                arrived,
                text.size(),
                held.sha1());
    }

    private long write(
            CyrusSyncCommands admin,
            String name,
            long uidNext,
            List<CyrusSyncMessage> replicas,
            List<AppendMessage.Body> bodies)
            throws IOException {
        CyrusSyncMailbox before = look(admin, name, uidNext);
        admin.texts(before.partition(), replicas, bodies);
        for (int tries = 1; ; tries++) {
            try {
                admin.state(grown(before, replicas), before, replicas);
                admin.forget();
                return before.uidValidity();
            } catch (CommandRefusedException e) {
                CyrusSyncMailbox now = look(admin, name, uidNext);
                if (tries == MOST_TRIES || now.equals(before)) {
                    admin.forget();
                    throw e;
                }
                before = now; // a flag or right was changed in the meantime
            }
        }
    }

    private static CyrusSyncMailbox look(CyrusSyncCommands admin, String name, long uidNext) throws IOException {
        CyrusSyncMailbox now = admin.folder(name).orElseThrow(() -> new IOException("folder " + name + " is gone"));
        if (now.lastUid() >= Math.max(1, uidNext)) {
            throw new ConcurrentWriteException(now.lastUid() + 1);
        }
        return now;
    }

    private static CyrusSyncMailbox grown(CyrusSyncMailbox before, List<CyrusSyncMessage> replicas) {
        long modSeq = before.highestModSeq();
        long last = before.lastUid();
        for (CyrusSyncMessage message : replicas) {
            modSeq = Math.max(modSeq, message.modSeq());
            last = Math.max(last, message.uid());
        }
        return before.grown(last, modSeq, before.crc());
    }

    @Override
    public Map<String, String> finish(List<RequestedIds> folders) throws IOException {
        return admins.with(admin -> {
            Map<String, String> missing = new HashMap<>();
            CyrusFolderIds ids = new CyrusFolderIds(admin, names, user);
            for (RequestedIds folder : folders) {
                String what = ids.finish(folder);
                if (what != null) {
                    missing.put(folder.rawName(), what);
                }
            }
            return missing;
        });
    }

    @Override
    public void abort() {
        admins.abort();
    }

    @Override
    public void close() {
        admins.close();
    }
}
