package org.mailmig.ledger;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Waves: begun in one transaction, ended once. */
public final class Waves {
    /** What became of a control file. {@code created} is false where a wave of the same content is still open: {@code wave} is that one. */
    public record Begun(Wave wave, boolean created, int accounts, int leftAlone) {}

    /**
     * Writes a whole wave in one transaction. Content of an open wave begins nothing. Content of an ended wave that left
     * accounts not DONE goes on with those and leaves the rest alone (counted in {@code leftAlone}); where all were DONE
     * every account gets a new pass. A row whose mailbox is in another open wave is refused with an error naming it.
     */
    public Begun begin(String name, String sha256, Iterator<NewAccount> accounts) {
        throw new UnsupportedOperationException();
    }

    public Optional<Wave> find(String id) {
        throw new UnsupportedOperationException();
    }

    /** Newest first. */
    public List<Wave> list() {
        throw new UnsupportedOperationException();
    }

    /** Ends the wave if all its accounts ended; true for exactly one caller, ever. */
    public boolean endIfComplete(String id) {
        throw new UnsupportedOperationException();
    }
}
