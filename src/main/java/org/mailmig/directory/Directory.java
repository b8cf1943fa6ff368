// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
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
import org.mailmig.Count;
import org.mailmig.FatalException;
import org.mailmig.PassingException;
import org.mailmig.Settings;
import org.mailmig.StopException;
import org.mailmig.directory.LdapServers.Connected;
import org.mailmig.ledger.Stamp;
import org.mailmig.ledger.StampServer;
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

    /** A question that each server answers by yes or no. */
    @FunctionalInterface
    interface Inquiry {
        boolean put(StampServer server, LdapContext ldap) throws NamingException;
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

    private final LdapServers servers;

    Directory(CamelContext context, String prefix, String server, LdapServers.Resolver resolver) {
        keys = new DirectoryKeys(Settings.of(context), prefix, server);
        servers = new LdapServers(resolver, keys);
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

    /** Does the entry hold the stamp's value here? @param server which server to ask; {@code null}: any */
    boolean shows(Stamp stamp, StampServer server) {
        return entry(stamp.dn(), server).values(stamp.attribute()).stream()
                .flatMap(List::stream)
                .anyMatch(stamp.value()::equalsIgnoreCase);
    }

    LdapEntry entry(String dn) {
        return new LdapEntry(this, dn, null);
    }

    /** The entry in one of the servers behind the directory's name; {@code null}: in any. */
    LdapEntry entry(String dn, StampServer server) {
        return new LdapEntry(this, dn, server);
    }

    /** The server that is asked now. */
    StampServer current() {
        String doing = "asking for the server's name";
        Connected connected = open(doing);
        try {
            return LdapServers.identify(connected);
        } catch (NamingException e) {
            throw LdapResult.of(e).stop(doing, server());
        } finally {
            connected.close();
        }
    }

    /** Is it one of those behind the directory's name still? @throws PassingException where it may be one that is down */
    boolean has(StampServer wanted) {
        try (Asked asked = one(wanted, "asking for the server " + wanted)) {
            return asked.connected() != null;
        }
    }

    /**
     * Asks each server behind the directory's name that answers.
     *
     * @return those for which the answer is yes
     */
    List<StampServer> askEach(String doing, Inquiry inquiry) {
        LdapBind bind = bind();
        Set<StampServer> yes = new LinkedHashSet<>();
        List<Connected> all = List.of();
        try {
            all = servers.each(bind);
            for (Connected connected : all) {
                if (inquiry.put(connected.server(), connected.ldap())) {
                    yes.add(connected.server());
                }
            }
            return List.copyOf(yes);
        } catch (NamingException e) {
            throw stop(bind, e, doing);
        } finally {
            all.forEach(Connected::close);
        }
    }

    /** What is to be said where {@link #askEach} does not ask each, since the name has too many addresses. */
    Optional<String> unasked() {
        LdapBind bind = bind();
        try {
            int unasked = servers.leftOut(bind);
            return unasked == 0
                    ? Optional.empty()
                    : Optional.of(Count.of(unasked, "server", "servers") + " behind the name " + bind.host()
                            + " could not be asked whether forwarders that were cleared still show there: the name has too"
                            + " many addresses. See that the replication reaches them.");
        } catch (NamingException e) {
            return Optional.empty(); // who asks the servers says so
        }
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
        Connected connected = open(doing);
        try {
            return question.put(connected.ldap());
        } catch (NamingException e) {
            throw LdapResult.of(e).stop(doing, server());
        } finally {
            connected.close();
        }
    }

    /**
     * Puts one question to one of the servers behind the directory's name.
     *
     * @param wanted {@code null}: any
     * @throws PassingException where it is not met: behind a balancer it may be the next time
     */
    <T> T ask(StampServer wanted, String doing, Question<T> question) {
        if (wanted == null) {
            return ask(doing, question);
        }
        try (Asked asked = one(wanted, doing)) {
            if (asked.connected() == null) {
                throw new PassingException(
                        keys.urlName() + " " + server() + " does not lead to the server " + wanted
                                + " any more, which was to be asked while " + doing + ": name that server there.",
                        null);
            }
            return question.put(asked.connected().ldap());
        } catch (NamingException e) {
            throw LdapResult.of(e).stop(doing, server());
        }
    }

    /** A connection or none, to be closed. */
    private record Asked(Connected connected) implements AutoCloseable {
        @Override
        public void close() {
            if (connected != null) {
                connected.close();
            }
        }
    }

    private Asked one(StampServer wanted, String doing) {
        LdapBind bind = bind();
        try {
            return new Asked(servers.one(bind, wanted));
        } catch (NamingException e) {
            throw stop(bind, e, doing);
        }
    }

    /** The bind, unless it was refused before. */
    private LdapBind bind() {
        LdapBind bind = LdapBind.of(keys);
        if (bind.equals(refused)) {
            throw refusal(bind, "", null);
        }
        return bind;
    }

    private Connected open(String doing) {
        LdapBind bind = LdapBind.of(keys);
        if (bind.equals(accepted)) {
            return connect(bind, doing);
        }
        // One at a time until the first success: a wrong password costs one attempt, not one per worker.
        synchronized (this) {
            if (bind.equals(refused)) {
                throw refusal(bind, "", null);
            }
            Connected connected = connect(bind, doing);
            accepted = bind;
            return connected;
        }
    }

    private Connected connect(LdapBind bind, String doing) {
        try {
            return servers.any(bind);
        } catch (NamingException e) {
            throw stop(bind, e, doing);
        }
    }

    private StopException stop(LdapBind bind, NamingException e, String doing) {
        LdapResult result = LdapResult.of(e);
        if (result.code() == LdapResult.INVALID_CREDENTIALS) {
            refused = bind;
            accepted = null;
            return refusal(bind, ": " + result.text(), e);
        }
        return result.stop(doing, bind.url());
    }

    private FatalException refusal(LdapBind bind, String words, NamingException cause) {
        return new FatalException(
                "The directory " + bind.url() + " refuses the login " + bind.dn() + words
                        + "; it is not tried again, lest it be locked: correct " + keys.name("bind-dn") + " and "
                        + keys.name("password") + ", or start anew.",
                cause);
    }

    /**
     * Does the server take changes at all? Asked of the base, by a change that takes away a value which nobody has.
     *
     * @throws FatalException where it sends changes to another server, with that server's name
     */
    void tryChange(ForwarderForm form) {
        LdapResult result = EntryCheck.triedChange(entry(base().toString()), form.attribute(), form.format());
        if (result.code() == LdapResult.READ_ONLY) {
            throw new FatalException(result.readOnly(server()), result.cause());
        }
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
}
