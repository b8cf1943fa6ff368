// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailmig.ControlRow;

/** A source and a target mailbox as the table {@code mailbox} identifies them. Users are in lower case; servers have their names. */
public record MailboxPair(String sourceServer, String sourceUser, String targetServer, String targetUser) {
    public MailboxPair {
        sourceServer = or(sourceServer, "source");
        sourceUser = folded(sourceUser);
        targetServer = or(targetServer, "target");
        targetUser = folded(targetUser);
    }

    public static MailboxPair of(ControlRow row) {
        return new MailboxPair(row.sourceServer(), row.sourceUser(), row.targetServer(), row.targetUser());
    }

    /** The values of its columns in this order, followed by {@code more}. */
    public Object[] columns(Object... more) {
        List<Object> columns = new ArrayList<>(List.of(sourceServer, sourceUser, targetServer, targetUser));
        columns.addAll(List.of(more));
        return columns.toArray();
    }

    private static String folded(String user) {
        return user.strip().toLowerCase(Locale.ROOT);
    }

    private static String or(String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value;
    }
}
