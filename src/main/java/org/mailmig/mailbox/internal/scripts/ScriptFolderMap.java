// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scripts;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.text.ModifiedUtf7;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.folders.ScriptFolders;
import org.mailmig.mailbox.internal.state.AccountSession;
import org.mailmig.sieve.FolderMap;

/** The folder map for script names in the syntax of both sides; mailbox ids are read only when a script contains one. */
final class ScriptFolderMap implements FolderMap {
    private final AccountSession session;
    private final ScriptFolders folders;
    private final boolean sourceUtf7;
    private final boolean targetUtf7;
    private Map<String, String> ids;

    ScriptFolderMap(AccountSession session) {
        this.session = session;
        this.folders = session.folders();
        this.sourceUtf7 = session.sieve().source().utf7();
        this.targetUtf7 = session.sieve().target().utf7();
    }

    @Override
    public Place folder(String name) {
        String read = sourceUtf7 ? ModifiedUtf7.decode(name) : name;
        Optional<FolderPair> pair = folders.find(read);
        String target = pair.map(FolderPair::targetName).orElseGet(() -> folders.made(read));
        return new Place(targetUtf7 ? ModifiedUtf7.encode(target) : target, pair.isPresent());
    }

    @Override
    public boolean keepsNames() {
        return sourceUtf7 == targetUtf7
                && folders.pairs().stream()
                        .allMatch(pair -> pair.source().name().equals(pair.targetName()));
    }

    @Override
    public Optional<String> mailboxId(String id) throws IOException {
        if (ids == null) {
            ids = new HashMap<>();
            for (FolderPair pair : folders.pairs()) {
                String source = idOf(session.source(), pair.source().rawName());
                if (source.isEmpty()) {
                    break; // this server has none
                }
                ids.put(source, pair.targetRaw());
            }
        }
        String target = ids.get(id);
        return target == null
                ? Optional.empty()
                : Optional.of(idOf(session.targetReads(), target)).filter(has -> !has.isEmpty());
    }

    private static String idOf(MailboxConnections<? extends ReadOnlyConnection> side, String rawName)
            throws IOException {
        try {
            return side.with(connection -> connection.examine(rawName).mailboxId());
        } catch (CommandRefusedException e) {
            return ""; // in a plan, the target's folder does not exist yet
        }
    }
}
