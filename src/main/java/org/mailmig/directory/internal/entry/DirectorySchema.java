// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.NamingException;
import javax.naming.directory.Attributes;
import org.mailmig.directory.internal.ldap.LdapAttributes;
import org.mailmig.directory.internal.ldap.LdapReader;
import org.mailmig.directory.internal.ldap.LdapResult;

/** The attributes that an entry of given object classes may have (RFC 4512, 4.1.1 and 4.1.2). Read once for each server. */
final class DirectorySchema {
    private record ObjectClass(Set<String> superiors, Set<String> attributes) {}

    private static final Pattern WORD = Pattern.compile("\\b(NAME|SUP|MUST|MAY)\\s+(\\([^)]*\\)|'[^']*'|[\\w.;-]+)");
    private final Map<String, ObjectClass> classes = new HashMap<>();
    /** All names of an attribute, by each of its names. */
    private final Map<String, Set<String>> names = new HashMap<>();

    /** @param objectClasses and {@code attributeTypes} as in the subschema entry */
    DirectorySchema(List<String> objectClasses, List<String> attributeTypes) {
        for (String definition : attributeTypes) {
            Set<String> all = new HashSet<>(words(definition, "NAME"));
            all.add(oid(definition));
            all.forEach(name -> names.put(name, all));
        }
        for (String definition : objectClasses) {
            Set<String> attributes = new HashSet<>(words(definition, "MUST"));
            attributes.addAll(words(definition, "MAY"));
            ObjectClass read = new ObjectClass(Set.copyOf(words(definition, "SUP")), attributes);
            words(definition, "NAME").forEach(name -> classes.put(name, read));
            classes.put(oid(definition), read);
        }
    }

    /** Empty if the server does not publish its schema. */
    static Optional<DirectorySchema> read(LdapReader ldap, String subschema) throws NamingException {
        if (subschema.isEmpty()) {
            return Optional.empty();
        }
        Attributes said;
        try {
            said = ldap.attributes(subschema, "objectClasses", "attributeTypes");
        } catch (NamingException e) {
            if (LdapResult.of(e).saysNothing()) {
                return Optional.empty();
            }
            throw e;
        }
        List<String> objectClasses = LdapAttributes.strings(said, "objectClasses");
        return objectClasses.isEmpty()
                ? Optional.empty()
                : Optional.of(new DirectorySchema(objectClasses, LdapAttributes.strings(said, "attributeTypes")));
    }

    /** False only if the schema clearly excludes the attribute. */
    boolean allows(List<String> entryClasses, String attribute) {
        String wanted = attribute.toLowerCase(Locale.ROOT);
        Set<String> aliases = names.getOrDefault(wanted, Set.of(wanted));
        Set<String> met = new HashSet<>();
        List<String> open = new ArrayList<>();
        entryClasses.forEach(name -> open.add(name.toLowerCase(Locale.ROOT)));
        while (!open.isEmpty()) {
            String name = open.remove(open.size() - 1);
            ObjectClass found = classes.get(name);
            if (name.equals("extensibleobject")
                    || found == null
                    || found.attributes().stream().anyMatch(aliases::contains)) {
                return true;
            }
            if (met.add(name)) {
                open.addAll(found.superiors());
            }
        }
        return false;
    }

    private static String oid(String definition) {
        return definition.replaceFirst("^\\(\\s*", "").replaceFirst("\\s.*", "").toLowerCase(Locale.ROOT);
    }

    private static List<String> words(String definition, String keyword) {
        Matcher word = WORD.matcher(definition.replaceFirst("DESC\\s+'[^']*'", ""));
        while (word.find()) {
            if (word.group(1).equals(keyword)) {
                return Pattern.compile("[\\w.;-]+")
                        .matcher(word.group(2).toLowerCase(Locale.ROOT))
                        .results()
                        .map(result -> result.group())
                        .toList();
            }
        }
        return List.of();
    }
}
