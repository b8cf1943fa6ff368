// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one Dovecot is like. Equal options share one server ({@link Dovecot#shared}).
 *
 * @param name keeps two alike servers apart, for example {@code source} and {@code target}
 * @param format {@code mdbox}, {@code sdbox}, {@code mbox} or {@code maildir}, perhaps with what belongs behind the path, as {@code
 *     maildir:UTF-8}
 * @param separator hierarchy separator; {@code .} and {@code /} work with every format
 * @param prefix of the personal namespace, with the separator at its end; empty for none
 * @param quota for each user, in Dovecot's notation ({@code 10M}, {@code 1G})
 * @param acl is the ACL plugin on?
 * @param aclUser do ACLs see the mailbox's owner when the admin login acts for him? Without it the admin sees INBOX alone and may open nothing
 * @param roles folder name to role, for example {@code Junk E-mail} to {@code \Junk}
 * @param plugin further settings of plugins, for example {@code sieve_extensions}
 */
public record DovecotOptions(
        String name,
        String format,
        char separator,
        String prefix,
        String quota,
        boolean acl,
        boolean aclUser,
        Map<String, String> roles,
        Map<String, String> plugin) {
    /** mdbox, separator /, no prefix, ACLs with owner, roles in English. */
    public static DovecotOptions named(String name) {
        Map<String, String> roles =
                Map.of("Sent", "\\Sent", "Drafts", "\\Drafts", "Trash", "\\Trash", "Junk", "\\Junk");
        return new DovecotOptions(name, "mdbox", '/', "", "1G", true, true, roles, Map.of());
    }

    public DovecotOptions format(String other) {
        return new DovecotOptions(name, other, separator, prefix, quota, acl, aclUser, roles, plugin);
    }

    public DovecotOptions separator(char other) {
        return new DovecotOptions(name, format, other, prefix, quota, acl, aclUser, roles, plugin);
    }

    public DovecotOptions prefix(String other) {
        return new DovecotOptions(name, format, separator, other, quota, acl, aclUser, roles, plugin);
    }

    public DovecotOptions quota(String other) {
        return new DovecotOptions(name, format, separator, prefix, other, acl, aclUser, roles, plugin);
    }

    public DovecotOptions withoutAcl() {
        return new DovecotOptions(name, format, separator, prefix, quota, false, false, roles, plugin);
    }

    public DovecotOptions withoutAclUser() {
        return new DovecotOptions(name, format, separator, prefix, quota, true, false, roles, plugin);
    }

    /** Gives {@code role} to this folder only. */
    public DovecotOptions role(String folder, String role) {
        Map<String, String> changed = new TreeMap<>(roles);
        changed.values().removeIf(role::equals);
        changed.put(folder, role);
        return new DovecotOptions(name, format, separator, prefix, quota, acl, aclUser, Map.copyOf(changed), plugin);
    }

    public DovecotOptions withoutRoles() {
        return new DovecotOptions(name, format, separator, prefix, quota, acl, aclUser, Map.of(), plugin);
    }

    public DovecotOptions plugin(String setting, String value) {
        Map<String, String> more = new TreeMap<>(plugin);
        more.put(setting, value);
        return new DovecotOptions(name, format, separator, prefix, quota, acl, aclUser, roles, Map.copyOf(more));
    }
}
