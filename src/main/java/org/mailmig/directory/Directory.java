// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.NamingException;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;
import org.apache.camel.CamelContext;
import org.apache.camel.component.ldap.LdapHelper;
import org.mailmig.FatalException;
import org.mailmig.Settings;
import org.mailmig.ledger.Stamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One directory as its keys name it, for example {@code mailmig.directory.*}. Each question opens a connection of its own, so that a
 * server that was restarted is no fault. A bind that was refused is remembered and not tried again: repeating it for each
 * account would lock the bind account out. Safe for any number of threads.
 */
final class Directory {
    /** A question to the server. */
    @FunctionalInterface
    interface Question<T> {
        T put(LdapContext ldap) throws NamingException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    private final DirectoryKeys keys;
    private volatile LdapBind accepted;
    private volatile LdapBind refused;
    private volatile RootDse rootDse;
    /** {@code null}: not asked yet. */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    private volatile Optional<Schema> schema;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Directory(CamelContext context, String prefix, String server) {
        keys = new DirectoryKeys(Settings.of(context), prefix, server);
    }

    static Directory of(CamelContext context) {
        return context.getComponent("directory", DirectoryComponent.class).directory();
    }

    /** False without the key that names its server: then nothing is asked. */
    boolean configured() {
        return keys.settings().find(keys.urlName()).isPresent();
    }

    /** True for the first call with this wave: the note that there is no directory is written once, not for each account. */
    boolean tellOnce(String wave) {
        return told.add(wave);
    }

    /** The server, for messages. */
    String server() {
        return keys.url();
    }

    /** In which attributes entries are looked for, in order. */
    List<String> match() {
        return Arrays.stream(keys.or("match").split(","))
                .map(String::trim)
                .filter(attribute -> !attribute.isEmpty())
                .toList();
    }

    /** Does the stamp's value stand in its entry here? */
    boolean shows(Stamp stamp) {
        return entry(stamp.dn()).values(stamp.attribute()).stream()
                .flatMap(List::stream)
                .anyMatch(stamp.value()::equalsIgnoreCase);
    }

    LdapEntry entry(String dn) {
        return new LdapEntry(this, dn);
    }

    /**
     * Entries beneath the base with the named attributes, all of them or a {@link FatalException}. The filter's values must
     * be escaped (RFC 4515).
     */
    List<SearchResult> search(String filter, List<String> attributes) {
        return search(base(), filter, attributes);
    }

    /** Whose attribute has this value: where an entry was renamed or moved, it went with it. */
    List<LdapEntry> holders(String attribute, String value) {
        return searchEverywhere("(" + attribute + "=" + LdapHelper.escapeFilter(value) + ")", List.of(attribute))
                .stream()
                .map(found -> entry(found.getNameInNamespace()))
                .toList();
    }

    /** As {@link #search}, and where that finds nothing in all that the server holds, as far as we may look. */
    private List<SearchResult> searchEverywhere(String filter, List<String> attributes) {
        List<SearchResult> found = new ArrayList<>(search(filter, attributes));
        if (!found.isEmpty()) {
            return found;
        }
        for (String context : ask("reading what it holds", this::rootDse).namingContexts()) {
            try {
                found.addAll(search(new LdapName(context), filter, attributes));
            } catch (NamingException | FatalException e) {
                LOG.debug("{} was not searched", context, e); // its configuration, its schema: nobody's entries
            }
        }
        return found;
    }

    private List<SearchResult> search(LdapName base, String filter, List<String> attributes) {
        boolean ignore = ignoresSubordinate();
        int page = Integer.parseInt(keys.or("page"));
        return ask("searching for " + filter, ldap -> {
            int size = page > 0 && rootDse(ldap).pages() ? page : 0;
            return new LdapSearch(base, filter, attributes, ignore, size).all(ldap);
        });
    }

    /** What the server says of itself; read once. */
    RootDse rootDse(LdapContext ldap) throws NamingException {
        RootDse known = rootDse;
        if (known == null) {
            known = RootDse.read(ldap);
            rootDse = known;
        }
        return known;
    }

    /** May an entry of these object classes have the attribute? True also where the server does not tell its schema. */
    boolean schemaAllows(List<String> objectClasses, String attribute) {
        Optional<Schema> known = schema;
        if (known == null) {
            known = ask(
                    "reading the schema",
                    ldap -> Schema.read(ldap, rootDse(ldap).subschema()));
            schema = known;
        }
        return known.isEmpty() || known.get().allows(objectClasses, attribute);
    }

    /** Puts one question over a connection of its own. @throws org.mailmig.StopException what its failure means for the account */
    <T> T ask(String doing, Question<T> question) {
        LdapContext ldap = open(doing);
        try {
            return question.put(ldap);
        } catch (NamingException e) {
            throw LdapResult.of(e).stop(doing, server());
        } finally {
            closeQuietly(ldap);
        }
    }

    private LdapContext open(String doing) {
        LdapBind bind = LdapBind.of(keys);
        if (bind.equals(accepted)) {
            return connect(bind, doing);
        }
        // One at a time until the first success: a wrong password costs one attempt, not one per worker.
        synchronized (this) {
            if (bind.equals(refused)) {
                throw refusal(bind, "", null);
            }
            LdapContext ldap = connect(bind, doing);
            accepted = bind;
            return ldap;
        }
    }

    private LdapContext connect(LdapBind bind, String doing) {
        try {
            return new LdapLine(bind, keys.millis("connect-timeout"), keys.millis("reply-timeout")).open();
        } catch (NamingException e) {
            LdapResult result = LdapResult.of(e);
            if (result.code() == LdapResult.INVALID_CREDENTIALS) {
                refused = bind;
                accepted = null;
                throw refusal(bind, ": " + result.text(), e);
            }
            throw result.stop(doing, bind.url());
        }
    }

    private FatalException refusal(LdapBind bind, String words, NamingException cause) {
        return new FatalException(
                "The directory " + bind.url() + " refuses the login " + bind.dn() + words
                        + "; it is not tried again, lest it be locked: correct " + keys.name("bind-dn") + " and "
                        + keys.name("password") + ", or start anew.",
                cause);
    }

    private LdapName base() {
        String base = keys.settings().get(keys.name("base"));
        try {
            return new LdapName(base);
        } catch (NamingException e) {
            throw new FatalException(keys.name("base") + " \"" + base + "\" is not a distinguished name.", e);
        }
    }

    private boolean ignoresSubordinate() {
        String referrals = keys.or("referrals");
        return switch (referrals) {
            case "error" -> false;
            case "ignore-subordinate" -> true;
            default -> throw new FatalException(
                    keys.name("referrals") + " must be error or ignore-subordinate, not \"" + referrals + "\".");
        };
    }

    private static void closeQuietly(LdapContext ldap) {
        try {
            ldap.close();
        } catch (NamingException e) {
            // The answer is in; how the line ends changes nothing.
        }
    }
}
