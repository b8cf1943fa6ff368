// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

/**
 * How a command ended (RFC 5804, 1.2 and 1.3).
 *
 * @param kind OK, NO or BYE
 * @param code response code in upper case, for example {@code QUOTA/MAXSIZE}; empty if none
 * @param text the server's response text, made safe to display; empty if none
 */
public record Answer(String kind, String code, String text) {
    public boolean ok() {
        return kind.equals("OK");
    }

    /** The quota is exceeded: too many scripts, or too large ones. */
    public boolean isOverQuota() {
        return code.equals("QUOTA") || code.startsWith("QUOTA/");
    }

    /** For messages. */
    public String shown() {
        String said = text.isEmpty() ? kind : text;
        return code.isEmpty() ? said : said + " (" + code + ")";
    }
}
