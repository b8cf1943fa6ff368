// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.time.Instant;
import java.util.List;

/**
 * What a Mailmig control file says of all its mailboxes: what is left out (nulls and an empty list: nothing), and whether
 * entries are matched by security identifier alone.
 *
 * @param targetServer of rows that name none; {@code null}: {@code target}
 */
record Filters(Instant since, Instant until, List<String> subjects, boolean sidOnly, String targetServer) {
    static final Filters NONE = new Filters(null, null, List.of(), false, null);

    Filters withTargetServer(String name) {
        return new Filters(since, until, subjects, sidOnly, name);
    }
}
