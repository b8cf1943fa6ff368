// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.mailmig.imap.cyrus.CyrusSyncCommands;
import org.mailmig.imap.cyrus.CyrusSyncMailbox;
import org.mailmig.imap.error.CommandRefusedException;

/** Gives folders of Cyrus their UIDVALIDITY and mailbox id before messages are written, and their counters afterwards. */
final class CyrusFolderIds {
    private final CyrusSyncCommands admin;
    private final CyrusNames names;
    private final String user;

    /** @param names of the folders of {@code user} */
    CyrusFolderIds(CyrusSyncCommands admin, CyrusNames names, String user) {
        this.admin = admin;
        this.names = names;
        this.user = user;
    }

    /** @param inbox whose partition and rights a new folder gets */
    AssignedIds identify(RequestedIds folder, CyrusSyncMailbox inbox) throws IOException {
        String name = names.internal(folder.rawName());
        Optional<CyrusSyncMailbox> now = admin.folder(name);
        String loss = loss(folder);
        if (loss == null) {
            Optional<CyrusSyncMailbox> bearer = admin.withId(folder.mailboxId());
            if (bearer.isPresent() && !bearer.get().name().equals(name)) {
                loss = "another folder of the target already has it";
            }
        }
        boolean asWanted = now.isPresent()
                && now.get().uidValidity() == folder.uidValidity()
                && (loss != null || now.get().uniqueId().equals(folder.mailboxId()));
        boolean untouched = now.isEmpty() ? !folder.exists() : now.get().lastUid() == 0;
        if (untouched && !asWanted && folder.hasUidValidity()) {
            // A folder takes a lower UIDVALIDITY only together with another id.
            String id = loss == null && !isId(now, folder.mailboxId()) ? folder.mailboxId() : fresh();
            CyrusSyncMailbox state = now.map(there -> there.identified(id, folder.uidValidity()))
                    .orElseGet(() -> made(name, id, folder, inbox));
            admin.state(state, null, List.of());
            now = admin.folder(name);
        }
        long uidValidity = now.map(CyrusSyncMailbox::uidValidity).orElse(0L);
        if (loss == null && !isId(now, folder.mailboxId())) {
            loss = "Cyrus did not accept it";
        }
        return new AssignedIds(uidValidity, loss);
    }

    private static boolean isId(Optional<CyrusSyncMailbox> folder, String id) {
        return folder.isPresent() && folder.get().uniqueId().equals(id);
    }

    private static String loss(RequestedIds folder) {
        if (folder.mailboxId() == null) {
            return "the source reports none";
        }
        return CyrusSyncCommands.isUniqueId(folder.mailboxId()) ? null : "Cyrus cannot use " + folder.mailboxId();
    }

    private static String fresh() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }

    private CyrusSyncMailbox made(String name, String id, RequestedIds folder, CyrusSyncMailbox inbox) {
        List<CyrusSyncMailbox.Annotation> annotations = folder.role() == null
                ? List.of()
                : List.of(new CyrusSyncMailbox.Annotation("/specialuse", user, role(folder.role())));
        return new CyrusSyncMailbox(
                name,
                id,
                folder.uidValidity(),
                0,
                1,
                CyrusSyncMailbox.NO_CRC,
                CyrusSyncMailbox.NO_ANNOTATION_CRC,
                inbox.partition(),
                inbox.acl(),
                inbox.options(),
                annotations);
    }

    /** Returns the special use as Cyrus writes it, with a capital letter. */
    private static String role(String role) {
        return role.substring(0, 1) + Character.toUpperCase(role.charAt(1)) + role.substring(2);
    }

    /** Returns what the folder still lacks, or {@code null}. */
    String finish(RequestedIds folder) throws IOException {
        String name = names.internal(folder.rawName());
        long last = folder.hasUidNext() ? folder.uidNext() - 1 : 0;
        for (int tries = 1; ; tries++) {
            CyrusSyncMailbox now = admin.folder(name).orElse(null);
            if (now == null) {
                return "the folder is gone";
            }
            boolean done = now.lastUid() >= last && now.highestModSeq() >= folder.highestModSeq();
            if (done || tries > CyrusSync.MOST_TRIES) {
                return folder.missing(now.lastUid() + 1, now.highestModSeq());
            }
            CyrusSyncMailbox grown = now.grown(
                    Math.max(last, now.lastUid()), Math.max(folder.highestModSeq(), now.highestModSeq()), now.crc());
            try {
                admin.state(grown, now, List.of());
            } catch (CommandRefusedException e) {
                if (tries >= CyrusSync.MOST_TRIES) { // otherwise another client changed something in the meantime
                    return folder.missing(now.lastUid() + 1, now.highestModSeq()) + " (" + e.getMessage() + ")";
                }
            }
        }
    }
}
