// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.util.List;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.entry.WritableDirectory;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.match.EntryMatch;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.copy.StampServer;

/**
 * The entry that an account's former stamp belongs to.
 *
 * @param values those of the stamp's attribute
 * @param server the server on which it was found
 */
record FormerEntry(WritableEntry entry, List<String> values, StampServer server) {
    /** The stamped entry or, if it was renamed or moved since, the one that matches the row now. */
    static FormerEntry of(ForwarderPolicy forwarding, Account account, ForwarderRecord stamp) {
        Directory directory = forwarding.directory();
        WritableDirectory writable = Directories.of(forwarding.context()).writableTarget();
        StampServer server =
                stamp.server() != null && directory.has(stamp.server()) ? stamp.server() : directory.current();
        WritableEntry stamped = writable.entry(stamp.dn(), server);
        Optional<List<String>> values = stamped.values(stamp.attribute());
        if (values.isPresent()) {
            return new FormerEntry(stamped, values.get(), server);
        }
        WritableEntry now =
                writable.entry(EntryMatch.lookUp(forwarding, account.getRow()).dn(), server);
        return new FormerEntry(now, now.values(stamp.attribute()).orElseThrow(() -> EntryMatch.gone(now.dn())), server);
    }

    /** The stamp as it is set again in this entry. @param resting the value that it replaces, or {@code null} */
    ForwarderRecord restored(ForwarderRecord stamp, String resting) {
        return new ForwarderRecord(
                stamp.mailbox(),
                stamp.wave(),
                stamp.account(),
                entry().dn(),
                stamp.attribute(),
                stamp.value(),
                stamp.state(),
                stamp.adopted(),
                stamp.since(),
                resting,
                true,
                stamp.cleared(),
                server());
    }
}
