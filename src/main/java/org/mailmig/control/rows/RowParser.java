// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.FileGrammar;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.runtime.Sid;
import org.mailmig.text.SmtpAddress;

/** Builds a row from the file's columns. */
final class RowParser {
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_DN = 2000;
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
        login(Column.SOURCE_USER, sourceUser, source);
        login(Column.TARGET_USER, targetUser, target);
        if (source != null && target != null && !sourceUser.isEmpty()) {
            pair(sourceUser, source, targetUser, target, address);
        }
        return ControlRow.of((int) line, sourceUser, targetUser, mode)
                .address(address)
                .forwardAddress(forwardAddress(sourceUser, address, mode))
                .dn(dn())
                .servers(source == null ? null : source.name(), target == null ? null : target.name())
                .folders(list(Column.FOLDER_INCLUDE), list(Column.FOLDER_EXCLUDE))
                .targetFolder(targetFolder)
                .arrived(filters.since(rules.filters.since()), filters.until(rules.filters.until()))
                .subjects(filters.subjects(rules.filters.subjects()))
                .sizes(filters.sizeMin(), filters.sizeMax())
                .folderMap(filters.folderMap())
                .sid(sid(), rules.filters.sidOnly())
                .forwardDomain(rules.options.forwardDomain())
                .build();
    }

    /** The account's name: the source user, followed by the server if a user of the same name on another server came before. */
    String name(ControlRow row) {
        String name = row.account();
        if (rules.header.has(Column.SOURCE_SERVER)) {
            while (rules.seen.put("n" + folded(name), (int) line) != 0) {
                name += "@" + row.sourceServer();
            }
        }
        return name;
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

    /** The column, completed with the run's own domain: a later retry must not depend on that run's options. */
    private String forwardAddress(String sourceUser, String address, Mode mode) {
        String value = get(Column.FORWARD_ADDRESS, null);
        if (value != null && (value.matches(".*\\s.*") || value.matches("@.*|.*@|.*@.*@.*"))) {
            error(
                    Column.FORWARD_ADDRESS,
                    "\"" + PrintableCells.shown(value) + "\" is not an address: write local-part or"
                            + " local-part@domain.");
            return value;
        }
        boolean whole = value != null && value.contains("@");
        String local = value == null ? sourceUser.substring(sourceUser.indexOf('\\') + 1) : value;
        String domain = rules.forward.domain();
        String forward = whole || domain == null ? value : local.replaceFirst("@.*", "") + "@" + domain;
        boolean stamped = mode == Mode.CLONE || value != null;
        if (stamped && forward != null && forward.equalsIgnoreCase(address)) {
            error(
                    Column.FORWARD_ADDRESS,
                    "new mail would be forwarded to " + PrintableCells.shown(address)
                            + " itself: give a forward_address that leads to the source.");
        }
        if (mode == Mode.CLONE && rules.forward.stamps() && (whole || domain != null) && !SmtpAddress.isGood(forward)) {
            error(
                    Column.FORWARD_ADDRESS,
                    "\"" + PrintableCells.shown(forward)
                            + "\" is not an address to which mail can be forwarded: give the source's address here.");
        }
        return rules.options.forwardDomain() == null ? value : forward;
    }

    /** Checks a value that the directory would otherwise refuse in the middle of the wave (RFC 4514). */
    private String dn() {
        String dn = get(Column.DN, null);
        if (dn == null) {
            return null;
        }
        if (dn.length() > LONGEST_DN) {
            error(Column.DN, "the value is longer than " + LONGEST_DN + " characters: shorten it.");
            return dn;
        }
        try {
            new LdapName(dn);
        } catch (InvalidNameException e) {
            error(
                    Column.DN,
                    "\"" + PrintableCells.shown(dn)
                            + "\" is not a distinguished name: write it like cn=Anna,ou=People,dc=new,dc=example, in"
                            + " quotes.");
        }
        return dn;
    }

    private String sid() {
        String value = get(Column.SID, null);
        if (value != null && !Sid.is(value)) {
            error(
                    Column.SID,
                    "\"" + PrintableCells.shown(value) + "\" is not a security identifier: write S-1-5-21-... .");
        }
        return value;
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

    private void pair(
            String sourceUser, RowServers.Server source, String targetUser, RowServers.Server target, String address) {
        if (source.place().equals(target.place()) && folded(sourceUser).equals(folded(targetUser))) {
            error(Column.TARGET_USER, "source and target are the same mailbox: name another target_user or server.");
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
            once(Column.DN, "d" + folded(get(Column.DN, "")), get(Column.DN, ""), "entry");
        }
    }

    private boolean once(Column column, String key, String shown, String what) {
        int earlier = rules.seen.put(key, (int) line);
        if (earlier != 0) {
            error(
                    column,
                    "the " + what + " \"" + PrintableCells.shown(shown) + "\" is already in line " + earlier
                            + ": remove one of the two rows.");
        }
        return earlier == 0;
    }

    private void error(Column column, String sentence) {
        rules.problems.error(rules.file, line, rules.header.name(column), sentence);
    }

    /** Different notations of a letter make the same name. */
    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
