// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import java.io.IOException;
import java.util.Optional;

/** Where the source's folders stand in the target, in the words of scripts. */
public interface FolderMap {
    /**
     * Where one folder goes.
     *
     * @param name as the target's scripts write it
     * @param copied false where the source has no such folder, or it is left out: the name is made by the rules for names
     */
    record Place(String name, boolean copied) {}

    /** @param name as the source's script writes it, UTF-8 decoded */
    Place folder(String name);

    /** Does every folder bear the same name in scripts on both sides? Then names that are put together at run time are right too. */
    boolean keepsNames();

    /** The target folder's MAILBOXID (RFC 8474) for the source folder's; empty where either is not known. */
    Optional<String> mailboxId(String id) throws IOException;
}
