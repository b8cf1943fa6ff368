// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.time.Instant;
import java.util.List;

/**
 * What a Mailmig control file says of all its mailboxes: what is left out (nulls and an empty list: nothing), and whether
 * entries are matched by security identifier alone.
 *
 * @param targetServer of rows that name none; {@code null}: {@code target}
 */
public record FileFilters(Instant since, Instant until, List<String> subjects, boolean sidOnly, String targetServer) {
    public static final FileFilters NONE = new FileFilters(null, null, List.of(), false, null);

    public FileFilters withTargetServer(String name) {
        return new FileFilters(since, until, subjects, sidOnly, name);
    }
}
