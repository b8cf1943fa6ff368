// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import java.io.IOException;
import java.util.Optional;

/** Maps the source's folders to the target's, as named in scripts. */
public interface FolderMap {
    /**
     * The target of one folder.
     *
     * @param name as written in the target's scripts
     * @param copied false if the source has no such folder, or it is left out: the name then follows from the naming rules
     */
    record Place(String name, boolean copied) {}

    /** @param name as written in the source's script, UTF-8 decoded */
    Place folder(String name);

    /** Returns whether every folder has the same name in scripts on both sides. Then names built at run time are right too. */
    boolean keepsNames();

    /** The target folder's MAILBOXID (RFC 8474) for the source folder's; empty if either is unknown. */
    Optional<String> mailboxId(String id) throws IOException;
}
