package org.mailmig.directory;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;
import org.apache.camel.CamelContext;
import org.mailmig.FatalException;
import org.mailmig.Settings;

/**
 * The target's directory as {@code mailmig.directory.*} names it. Each question opens a connection of its own, so that a
 * server that was restarted is no fault. A bind that was refused is remembered and not tried again: repeating it for each
 * account would lock the bind account out. Safe for any number of threads.
 */
final class Directory {
    /** A question to the server. */
    @FunctionalInterface
    interface Question<T> {
        T put(LdapContext ldap) throws NamingException;
    }

    private final Settings settings;
    private volatile LdapBind accepted;
    private volatile LdapBind refused;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Directory(CamelContext context) {
        settings = Settings.of(context);
    }

    static Directory of(CamelContext context) {
        return context.getComponent("directory", DirectoryComponent.class).directory();
    }

    /** False without {@code mailmig.directory.url}: then there is nothing to match, stamp or clear. */
    boolean configured() {
        return settings.find("mailmig.directory.url").isPresent();
    }

    /** True for the first call with this wave: the note that there is no directory is written once, not for each account. */
    boolean tellOnce(String wave) {
        return told.add(wave);
    }

    /** The server, for messages. */
    String server() {
        return settings.get("mailmig.directory.url");
    }

    LdapEntry entry(String dn) {
        return new LdapEntry(this, dn);
    }

    /**
     * Entries beneath {@code mailmig.directory.base} with the named attributes, all of them or a {@link FatalException}.
     * The filter's values must be escaped (RFC 4515).
     */
    @SuppressWarnings("BanJNDI") // Attributes only: with returningObjFlag off no stored Java object is ever decoded.
    List<SearchResult> search(String filter, List<String> attributes) {
        SearchControls controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        controls.setReturningObjFlag(false);
        controls.setReturningAttributes(attributes.toArray(String[]::new));
        LdapName base = base();
        boolean ignoreSubordinate = ignoresSubordinate();
        return ask("searching for " + filter, ldap -> {
            List<SearchResult> found = new ArrayList<>();
            NamingEnumeration<SearchResult> all = ldap.search(base, filter, controls);
            try {
                while (all.hasMore()) {
                    found.add(all.next());
                }
            } catch (PartialResultException e) {
                if (!ignoreSubordinate) {
                    throw e;
                }
            } finally {
                all.close();
            }
            return found;
        });
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
        LdapBind bind = LdapBind.of(settings);
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
        Hashtable<String, Object> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, bind.url());
        // Never follows a referral: it would take our credentials to a host that the configuration does not name.
        environment.put(Context.REFERRAL, "ignore");
        environment.put("com.sun.jndi.ldap.connect.timeout", millis("mailmig.directory.connect-timeout"));
        environment.put("com.sun.jndi.ldap.read.timeout", millis("mailmig.directory.reply-timeout"));
        environment.put(Context.SECURITY_AUTHENTICATION, bind.dn().isEmpty() ? "none" : "simple");
        if (!bind.dn().isEmpty()) {
            environment.put(Context.SECURITY_PRINCIPAL, bind.dn());
            environment.put(Context.SECURITY_CREDENTIALS, bind.password().reveal());
        }
        try {
            return new InitialLdapContext(environment, null);
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

    private static FatalException refusal(LdapBind bind, String words, NamingException cause) {
        return new FatalException(
                "The directory " + bind.url() + " refuses the login " + bind.dn() + words
                        + "; it is not tried again, lest"
                        + " it be locked: correct mailmig.directory.bind-dn and mailmig.directory.password, or start anew.",
                cause);
    }

    private LdapName base() {
        String base = settings.get("mailmig.directory.base");
        try {
            return new LdapName(base);
        } catch (NamingException e) {
            throw new FatalException("mailmig.directory.base \"" + base + "\" is not a distinguished name.", e);
        }
    }

    private boolean ignoresSubordinate() {
        String referrals = settings.find("mailmig.directory.referrals").orElse("error");
        return switch (referrals) {
            case "error" -> false;
            case "ignore-subordinate" -> true;
            default -> throw new FatalException(
                    "mailmig.directory.referrals must be error or ignore-subordinate, not \"" + referrals + "\".");
        };
    }

    private String millis(String key) {
        return Long.toString(settings.duration(key).toMillis());
    }

    private static void closeQuietly(LdapContext ldap) {
        try {
            ldap.close();
        } catch (NamingException e) {
            // The answer is in; how the line ends changes nothing.
        }
    }
}
