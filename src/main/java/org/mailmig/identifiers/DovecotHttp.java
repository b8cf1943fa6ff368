// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.error.RefusedException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;

/**
 * Sets GUID, UIDVALIDITY and UIDNEXT in Dovecot by doveadm; messages are written by APPEND. Short gaps between UIDs are filled with
 * placeholders that are removed at the end.
 */
final class DovecotHttp implements Identifiers {
    private static final String NO_USER = "67";
    private final Doveadm doveadm;
    private final String user;
    private final GapCostModel costs = new GapCostModel();
    /** The prefix of the personal namespace. */
    private volatile String prefix = "";

    DovecotHttp(Doveadm doveadm, String user) {
        this.doveadm = doveadm;
        this.user = user;
    }

    @Override
    public boolean active() {
        return true;
    }

    @Override
    public void probe(ReadOnlyConnection target) throws IOException {
        Doveadm.Answer answer = doveadm.run(List.of(DovecotFolder.request(user, List.of("INBOX"))))
                .get(0);
        if (!answer.ok()) {
            throw new RefusedException("The doveadm HTTP API at " + doveadm + " cannot access the mailbox of " + user
                    + " (" + answer.error()
                    + (answer.error().endsWith(NO_USER) ? ": Dovecot does not know this user" : "") + ").");
        }
        long here = target.status("INBOX").uidValidity();
        DovecotFolder there = DovecotFolder.listed(answer.body()).get("INBOX");
        if (there == null || there.uidValidity() != here) {
            throw new RefusedException("The doveadm HTTP API at " + doveadm + " shows another INBOX of " + user
                    + " than the target does: set mailmig.target.identity.url to that of the target's Dovecot.");
        }
    }

    private Doveadm.Command update(String name) {
        return Doveadm.command("mailboxUpdate", user).with("mailbox", name);
    }

    private Map<String, DovecotFolder> look() throws IOException {
        // No mask matches both INBOX and the folders below a prefix.
        List<String> masks = prefix.isEmpty() ? List.of("*") : List.of("INBOX", prefix + "*");
        Doveadm.Answer answer =
                doveadm.run(List.of(DovecotFolder.request(user, masks))).get(0);
        if (!answer.ok()) {
            throw new IOException("The doveadm HTTP API at " + doveadm + ": " + answer.error());
        }
        return DovecotFolder.listed(answer.body());
    }

    @Override
    public Map<String, AssignedIds> prepare(ImapConnection target, List<RequestedIds> folders) throws IOException {
        prefix = target.personalPrefix();
        Map<String, DovecotFolder> before = look();
        List<Doveadm.Command> commands = new ArrayList<>();
        for (RequestedIds folder : folders) {
            DovecotFolder now = before.get(folder.name());
            if (now == null && !folder.exists()) {
                commands.add(Doveadm.command("mailboxCreate", user).with("mailbox", List.of(folder.name())));
            }
            if (now == null ? !folder.exists() : now.isUntouched() && !now.isAsRequested(folder)) {
                commands.add(DovecotFolder.identify(update(folder.name()), folder));
            }
        }
        Map<String, DovecotFolder> after = before;
        if (!commands.isEmpty()) {
            doveadm.run(commands); // failures show in the folders' state afterwards
            after = look();
        }
        Map<String, AssignedIds> given = new HashMap<>();
        for (RequestedIds folder : folders) {
            DovecotFolder now = after.get(folder.name());
            if (now != null) {
                given.put(folder.rawName(), new AssignedIds(now.uidValidity(), now.loss(folder)));
            }
        }
        return given;
    }

    @Override
    public UidPlan next(List<Long> uids, long uidNext, ImapConnection target, boolean fill) {
        boolean may = fill && target.offers("MULTIAPPEND") && target.offers("UIDPLUS");
        return UidPlan.filled(uids, uidNext, may ? costs.longest() : 0, costs.most());
    }

    @Override
    public void raise(String name, long uidNext) throws IOException {
        long began = System.nanoTime();
        Doveadm.Answer answer = doveadm.run(List.of(update(name).with("minNextUid", String.valueOf(uidNext))))
                .get(0);
        if (!answer.ok()) {
            throw new IOException("The doveadm HTTP API at " + doveadm + ": " + answer.error() + " for folder " + name);
        }
        costs.jumped((System.nanoTime() - began) / 1e6);
    }

    @Override
    public void appended(long placeholders, long messages, double millis) {
        costs.appended(placeholders, messages, millis);
    }

    @Override
    public Map<String, String> finish(List<RequestedIds> folders) throws IOException {
        List<Doveadm.Command> commands = new ArrayList<>();
        for (RequestedIds folder : folders) {
            Doveadm.Command command = update(folder.name());
            if (folder.hasUidNext()) {
                command.with("minNextUid", String.valueOf(folder.uidNext()));
            }
            if (folder.highestModSeq() > 0) {
                command.with("minHighestModseq", String.valueOf(folder.highestModSeq()));
            }
            if (folder.hasUidNext() || folder.highestModSeq() > 0) {
                commands.add(command);
            }
        }
        if (!commands.isEmpty()) {
            doveadm.run(commands); // failures show in the folders' state afterwards
        }
        Map<String, DovecotFolder> after = folders.isEmpty() ? Map.of() : look();
        Map<String, String> missing = new HashMap<>();
        for (RequestedIds folder : folders) {
            DovecotFolder now = after.get(folder.name());
            String what = now == null ? "the folder is gone" : folder.missing(now.uidNext(), now.highestModSeq());
            if (what != null) {
                missing.put(folder.rawName(), what);
            }
        }
        return missing;
    }

    @Override
    public void abort() {
        doveadm.abort();
    }
}
