package org.mailmig.control;

import java.time.Instant;
import java.util.List;

/** What a Mailmig control file leaves out of all its mailboxes; nulls and an empty list: nothing. */
record Filters(Instant since, Instant until, List<String> subjects) {
    static final Filters NONE = new Filters(null, null, List.of());
}
