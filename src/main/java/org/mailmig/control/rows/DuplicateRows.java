// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.mailmig.ControlRow;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.PrintableCells;

/** Finds rows that name the same mailbox, address or entry as an earlier row of the file: each would be processed twice at the same time. */
final class DuplicateRows {
    private final RowRules rules;
    private final long line;
    private final Map<Column, String> values;
    private final BiConsumer<Column, String> error;

    /** @param error receives each problem of a column once, as a sentence */
    DuplicateRows(RowRules rules, long line, Map<Column, String> values, BiConsumer<Column, String> error) {
        this.rules = rules;
        this.line = line;
        this.values = values;
        this.error = error;
    }

    /** Compares the row's two mailboxes, its address and its entry with one another and with those of the earlier rows. */
    void check(
            String sourceUser, RowServers.Server source, String targetUser, RowServers.Server target, String address) {
        if (source.place().equals(target.place()) && folded(sourceUser).equals(folded(targetUser))) {
            error.accept(
                    Column.TARGET_USER, "source and target are the same mailbox: name another target_user or server.");
        }
        boolean newUser =
                once(Column.SOURCE_USER, "s" + source.place() + "\n" + folded(sourceUser), sourceUser, "account");
        if (newUser || values.containsKey(Column.TARGET_USER)) {
            once(Column.TARGET_USER, "t" + target.place() + "\n" + folded(targetUser), targetUser, "target");
        }
        // Without the column the address equals its target user, which is already checked.
        if (rules.header.has(Column.ADDRESS)) {
            once(Column.ADDRESS, "a" + folded(address), address, "address");
        }
        if (values.containsKey(Column.DN)) {
            once(Column.DN, "d" + folded(values.get(Column.DN)), values.get(Column.DN), "entry");
        }
    }

    private boolean once(Column column, String key, String shown, String what) {
        int earlier = rules.seen.put(key, (int) line);
        if (earlier != 0) {
            error.accept(
                    column,
                    "the " + what + " \"" + PrintableCells.shown(shown) + "\" is already in line " + earlier
                            + ": remove one of the two rows.");
        }
        return earlier == 0;
    }

    /** The account's name: the source user, followed by the server if a user of the same name on another server came before. */
    static String name(RowRules rules, long line, ControlRow row) {
        String name = row.account();
        if (rules.header.has(Column.SOURCE_SERVER)) {
            while (rules.seen.put("n" + folded(name), (int) line) != 0) {
                name += "@" + row.sourceServer();
            }
        }
        return name;
    }

    /** Different notations of a letter make the same name. */
    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
