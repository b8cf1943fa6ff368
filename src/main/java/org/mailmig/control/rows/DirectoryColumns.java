// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.util.Map;
import java.util.function.BiConsumer;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.mailmig.Mode;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.runtime.Sid;
import org.mailmig.text.SmtpAddress;

/** The columns of a row that the target's directory needs: its entry ({@code dn}, {@code sid}) and where new mail is forwarded. */
final class DirectoryColumns {
    private static final int LONGEST_DN = 2000;

    private final RowRules rules;
    private final Map<Column, String> values;
    private final BiConsumer<Column, String> error;

    /** @param error receives each problem of a column once, as a sentence */
    DirectoryColumns(RowRules rules, Map<Column, String> values, BiConsumer<Column, String> error) {
        this.rules = rules;
        this.values = values;
        this.error = error;
    }

    /** The column, completed with the run's own domain: a later retry must not depend on that run's options. */
    String forwardAddress(String sourceUser, String address, Mode mode) {
        String value = values.get(Column.FORWARD_ADDRESS);
        if (value != null && (value.matches(".*\\s.*") || value.matches("@.*|.*@|.*@.*@.*"))) {
            error.accept(
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
            error.accept(
                    Column.FORWARD_ADDRESS,
                    "new mail would be forwarded to " + PrintableCells.shown(address)
                            + " itself: give a forward_address that leads to the source.");
        }
        if (mode == Mode.CLONE && rules.forward.stamps() && (whole || domain != null) && !SmtpAddress.isGood(forward)) {
            error.accept(
                    Column.FORWARD_ADDRESS,
                    "\"" + PrintableCells.shown(forward)
                            + "\" is not an address to which mail can be forwarded: give the source's address here.");
        }
        return rules.options.forwardDomain() == null ? value : forward;
    }

    /** Checks a value that the directory would otherwise refuse in the middle of the wave (RFC 4514). */
    String dn() {
        String dn = values.get(Column.DN);
        if (dn == null) {
            return null;
        }
        if (dn.length() > LONGEST_DN) {
            error.accept(Column.DN, "the value is longer than " + LONGEST_DN + " characters: shorten it.");
            return dn;
        }
        try {
            new LdapName(dn);
        } catch (InvalidNameException e) {
            error.accept(
                    Column.DN,
                    "\"" + PrintableCells.shown(dn)
                            + "\" is not a distinguished name: write it like cn=Anna,ou=People,dc=new,dc=example, in"
                            + " quotes.");
        }
        return dn;
    }

    String sid() {
        String value = values.get(Column.SID);
        if (value != null && !Sid.is(value)) {
            error.accept(
                    Column.SID,
                    "\"" + PrintableCells.shown(value) + "\" is not a security identifier: write S-1-5-21-... .");
        }
        return value;
    }
}
