package org.mailmig.mailbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.Flags;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.Intent;
import org.mailmig.ledger.UidRun;

/**
 * The second look for APPENDs that were in doubt: one that was still under way when we looked first, as of a worker that was
 * stopped and went on, has landed beside what we sent again. Octet for octet the same as a message that this very intent
 * paired, above its UIDNEXT and paired with nothing: that is ours, and goes.
 */
final class LateArrivals {
    private static final Flags DELETED = Flags.parse("\\Deleted");
    private final Work work;
    private final FolderPass folder;

    LateArrivals(Work work, FolderPass folder) {
        this.work = work;
        this.folder = folder;
    }

    /** Does nothing where no APPEND was in doubt. */
    void take() {
        if (!folder.doubted || folder.state == null) {
            return;
        }
        List<Intent> intents = work.copies().doubts(folder.state.id()).stream()
                .filter(Intent::looked)
                .toList();
        Faults.on(
                "looking again at folder " + folder.pair.targetName() + " of " + work.session.target.who(),
                () -> work.session.target.with(connection -> {
                    var selected = connection.select(folder.pair.targetRaw());
                    if (selected.status().uidValidity() == folder.state.targetUidValidity()) {
                        new Placeholders(work, folder).remove(connection);
                        for (Intent intent : intents) {
                            take(connection, intent);
                        }
                    }
                    return null;
                }));
        intents.forEach(intent -> work.copies().dropped(work.account, intent));
        work.copies().placeholdersGone(work.account, folder.state.id());
    }

    private void take(ImapConnection target, Intent intent) throws IOException {
        List<UidRun> runs = work.copies().pairings(folder.state.id());
        UidSet late = target.searchFrom(Math.max(1, intent.targetUidNext())).minus(Pairs.targetUids(runs));
        UidSet sent = paired(runs, UidSet.parse(intent.sourceUids()));
        if (late.isEmpty() || sent.isEmpty()) {
            return;
        }
        Map<String, Integer> ours = new HashMap<>();
        target.fetchBodies(sent, (uid, size, octets) -> ours.merge(Hashes.masked(octets), 1, Integer::sum));
        List<Long> doubles = new ArrayList<>();
        target.fetchBodies(late, (uid, size, octets) -> {
            if (ours.merge(Hashes.masked(octets), -1, Integer::sum) >= 0) {
                doubles.add(uid);
            }
        });
        if (!doubles.isEmpty()) {
            remove(target, UidSet.of(doubles));
        }
    }

    private void remove(ImapConnection target, UidSet doubles) throws IOException {
        String text = "folder " + folder.pair.targetName() + ": an APPEND in doubt landed late and doubled target UIDs "
                + doubles;
        if (!target.offers("UIDPLUS") && !target.offers("IMAP4REV2")) {
            work.warn(text + "; the target cannot remove single messages (no UIDPLUS), remove them by hand");
            return;
        }
        work.goOn();
        work.ledger.accounts().check(work.account);
        work.event("doubled", text + ", which are removed");
        target.store(doubles, true, DELETED);
        target.expunge(doubles);
    }

    /** Where the wanted source messages stand. */
    private static UidSet paired(List<UidRun> runs, UidSet wanted) {
        List<Long> paired = new ArrayList<>();
        for (UidRun run : runs) {
            UidSet.range(run.source(), run.source() + run.count() - 1).and(wanted).stream()
                    .forEach(uid -> paired.add(run.target() + uid - run.source()));
        }
        return paired.isEmpty() ? UidSet.empty() : UidSet.of(paired);
    }
}
