// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.FileGrammar;
import org.mailmig.control.internal.text.PrintableCells;

/** Builds a row from the file's columns. Checks its users, servers and mode; each other group of columns has a class of its own. */
final class RowParser {
    private static final int LONGEST_NAME = 255;
    private final RowRules rules;
    private final long line;
    private final Map<Column, String> values;

    RowParser(RowRules rules, long line, Map<Column, String> values) {
        this.rules = rules;
        this.line = line;
        this.values = values;
    }

    ControlRow row() {
        String sourceUser = user(Column.SOURCE_USER, required(Column.SOURCE_USER));
        String address =
                rules.header.grammar() == FileGrammar.IMAP ? required(Column.ADDRESS) : get(Column.ADDRESS, "");
        String targetUser = user(
                Column.TARGET_USER,
                get(Column.TARGET_USER, rules.header.grammar() == FileGrammar.IMAP ? address : sourceUser));
        address = user(Column.ADDRESS, address.isEmpty() ? targetUser : address);
        if (!PlainAddress.isGood(get(Column.ADDRESS, ""))) {
            error(Column.ADDRESS, PlainAddress.problem(address));
        }
        RowServers.Server source = server(Column.SOURCE_SERVER, "source");
        RowServers.Server target = server(
                Column.TARGET_SERVER, rules.filters.targetServer() == null ? "target" : rules.filters.targetServer());
        Mode mode = mode();
        String targetFolder = get(Column.TARGET_FOLDER, null);
        if (targetFolder != null && mode == Mode.CLONE) {
            error(
                    Column.TARGET_FOLDER,
                    "a clone keeps its folders: empty this field or write merge in the column mode.");
        }
        RowFilters filters = new RowFilters(values, this::error);
        filters.check(mode);
        DirectoryColumns directory = new DirectoryColumns(rules, values, this::error);
        login(Column.SOURCE_USER, sourceUser, source);
        login(Column.TARGET_USER, targetUser, target);
        if (source != null && target != null && !sourceUser.isEmpty()) {
            new DuplicateRows(rules, line, values, this::error).check(sourceUser, source, targetUser, target, address);
        }
        return ControlRow.of((int) line, sourceUser, targetUser, mode)
                .address(address)
                .forwardAddress(directory.forwardAddress(sourceUser, address, mode))
                .dn(directory.dn())
                .servers(source == null ? null : source.name(), target == null ? null : target.name())
                .folders(list(Column.FOLDER_INCLUDE), list(Column.FOLDER_EXCLUDE))
                .targetFolder(targetFolder)
                .arrived(filters.since(rules.filters.since()), filters.until(rules.filters.until()))
                .subjects(filters.subjects(rules.filters.subjects()))
                .sizes(filters.sizeMin(), filters.sizeMax())
                .folderMap(filters.folderMap())
                .sid(directory.sid(), rules.filters.sidOnly())
                .forwardDomain(rules.options.forwardDomain())
                .build();
    }

    private String get(Column column, String otherwise) {
        return values.getOrDefault(column, otherwise);
    }

    private String required(Column column) {
        String value = get(column, "");
        if (value.isEmpty()) {
            error(column, "the field is empty: fill it in or remove the row.");
        }
        return value;
    }

    private String user(Column column, String value) {
        if (values.containsKey(column)) {
            if (value.length() > LONGEST_NAME) {
                error(column, "the name is longer than 255 characters: shorten it.");
            }
            if (PrintableCells.isDeceptive(value)) {
                rules.problems.warning(
                        rules.file,
                        line,
                        rules.header.name(column),
                        "there is an invisible character in \"" + PrintableCells.shown(value) + "\": it is kept;"
                                + " check that it is intended.");
            }
        }
        return value;
    }

    private RowServers.Server server(Column column, String otherwise) {
        String value = get(column, otherwise);
        String port = column == Column.SOURCE_SERVER ? get(Column.PORT, "") : "";
        RowServers.Server server =
                rules.servers.find(port.isEmpty() ? value : value + ":" + port).orElse(null);
        if (server == null) {
            error(
                    column,
                    "\"" + PrintableCells.shown(port.isEmpty() ? value : value + ":" + port)
                            + "\" is not exactly one server of the configuration: name one of "
                            + rules.servers.names() + ", or add it to mailmig.servers.");
        } else if (column == Column.SOURCE_SERVER) {
            ssl(server);
        }
        return server;
    }

    private void ssl(RowServers.Server server) {
        String ssl = get(Column.SSL, "n").toLowerCase(Locale.ROOT);
        boolean yes = List.of("y", "yes", "t", "true").contains(ssl);
        if (!yes && !List.of("n", "no", "f", "false").contains(ssl)) {
            error(Column.SSL, "\"" + PrintableCells.shown(ssl) + "\" is neither yes nor no: write Y or N.");
        } else if (yes && server.clear()) {
            error(
                    Column.SSL,
                    "the row asks for SSL, but mailmig." + server.name() + ".tls is none: change one of the two.");
        }
    }

    private Mode mode() {
        String value = get(Column.MODE, null);
        if (value == null) {
            return rules.options.mode();
        }
        for (Mode mode : Mode.values()) {
            if (mode.word().equalsIgnoreCase(value)) {
                return mode;
            }
        }
        error(Column.MODE, "\"" + PrintableCells.shown(value) + "\" is not a mode: write clone or merge.");
        return rules.options.mode();
    }

    private List<String> list(Column column) {
        return RowFilters.parts(get(column, ""));
    }

    private void login(Column column, String user, RowServers.Server server) {
        if (server != null && server.separator() != 0 && user.indexOf(server.separator()) >= 0) {
            error(
                    column,
                    "\"" + PrintableCells.shown(user) + "\" contains \"" + server.separator() + "\", which separates"
                            + " user and admin in a login at server " + server.name()
                            + ": use another mailbox name or another mailmig." + server.name() + ".admin-style.");
        }
    }

    private void error(Column column, String sentence) {
        rules.problems.error(rules.file, line, rules.header.name(column), sentence);
    }
}
