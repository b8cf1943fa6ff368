// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Hashtable;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.ssl.SSLSocketFactory;
import org.mailmig.error.PermanentException;

/** Opens a connection, encrypts it as configured, and binds, in this order: no password is sent before the encryption. */
public final class LdapConnector {
    private final Hashtable<String, Object> environment = new Hashtable<>();
    private final LdapBind bind;

    private final LdapSocketFactory.Choice choice;

    /** @param address one of the addresses of the server's name */
    LdapConnector(LdapBind bind, InetAddress address, long connectMillis, long replyMillis) {
        this.bind = bind;
        this.choice = new LdapSocketFactory.Choice(
                address, bind.encrypted() ? bind.sockets() : null, (int) Math.min(connectMillis, Integer.MAX_VALUE));
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, bind.url());
        // Reported, never followed: that would send our credentials to a host that is not configured.
        environment.put(Context.REFERRAL, "throw");
        // The whole response at once: else JNDI forgets a size limit that truncated it if a reference came first.
        environment.put(Context.BATCHSIZE, "0");
        environment.put("java.naming.ldap.version", "3");
        environment.put("java.naming.ldap.attributes.binary", "objectSid sIDHistory");
        // Without com.sun.jndi.ldap.connect.timeout: with it, JNDI would resolve the name again itself; the sockets
        // enforce the limit.
        environment.put("java.naming.ldap.factory.socket", LdapSocketFactory.class.getName());
        environment.put("com.sun.jndi.ldap.read.timeout", Long.toString(replyMillis));
    }

    /** A way to open a connection: {@link #reader} or {@link #writer}. */
    @FunctionalInterface
    public interface Opening<L extends LdapReader> {
        L open(LdapConnector line) throws NamingException;
    }

    public LdapReader reader() throws NamingException {
        return new LdapReader(open());
    }

    public LdapWriter writer() throws NamingException {
        return new LdapWriter(open());
    }

    private LdapContext open() throws NamingException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        LdapSocketFactory.choose(choice);
        thread.setContextClassLoader(LdapConnector.class.getClassLoader());
        try {
            return bind.startTls() ? startTls() : bound();
        } finally {
            thread.setContextClassLoader(before);
            LdapSocketFactory.forget();
        }
    }

    private LdapContext bound() throws NamingException {
        environment.put(Context.SECURITY_AUTHENTICATION, bind.dn().isEmpty() ? "none" : "simple");
        if (!bind.dn().isEmpty()) {
            environment.put(Context.SECURITY_PRINCIPAL, bind.dn());
            environment.put(Context.SECURITY_CREDENTIALS, bind.password().reveal());
        }
        return new InitialLdapContext(environment, null);
    }

    private LdapContext startTls() throws NamingException {
        SSLSocketFactory sockets = bind.sockets();
        LdapContext ldap = new InitialLdapContext(environment, null);
        try {
            encrypted(ldap).negotiate(sockets);
            if (!bind.dn().isEmpty()) {
                ldap.addToEnvironment(Context.SECURITY_AUTHENTICATION, "simple");
                ldap.addToEnvironment(Context.SECURITY_PRINCIPAL, bind.dn());
                ldap.addToEnvironment(
                        Context.SECURITY_CREDENTIALS, bind.password().reveal());
                ldap.reconnect(null);
            }
            return ldap;
        } catch (NamingException | RuntimeException e) {
            ldap.close();
            throw e;
        } catch (IOException e) {
            ldap.close();
            CommunicationException lost = new CommunicationException("StartTLS failed: " + e.getMessage());
            lost.setRootCause(e);
            throw lost;
        }
    }

    private StartTlsResponse encrypted(LdapContext ldap) throws NamingException {
        try {
            return (StartTlsResponse) ldap.extendedOperation(new StartTlsRequest());
        } catch (NamingException e) {
            LdapResult result = LdapResult.of(e);
            if (result.code() == LdapResult.LOST || result.passing()) {
                throw e;
            }
            throw new PermanentException(
                    "The directory " + bind.url() + " does not offer StartTLS (result " + result.code() + ": "
                            + result.text() + "): use ldaps://, or turn it on there. Nothing was sent in clear text.",
                    e);
        }
    }
}
