// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.time.Instant;
import java.util.List;

/**
 * The filters of a Mailmig control file for all its mailboxes (nulls and an empty list: none), and whether entries are matched by SID
 * alone.
 *
 * @param targetServer the server of rows that name none; {@code null}: {@code target}
 */
public record FileFilters(Instant since, Instant until, List<String> subjects, boolean sidOnly, String targetServer) {
    public static final FileFilters NONE = new FileFilters(null, null, List.of(), false, null);

    public FileFilters withTargetServer(String name) {
        return new FileFilters(since, until, subjects, sidOnly, name);
    }
}
