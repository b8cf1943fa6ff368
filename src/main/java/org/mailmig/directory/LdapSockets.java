// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets for {@code ldaps:} with certificates of our own choice. JNDI takes a factory by its class name only, so what the
 * connection that is being opened trusts stands beside its thread.
 */
public final class LdapSockets extends SocketFactory {
    private static final ThreadLocal<SSLSocketFactory> CHOSEN = new ThreadLocal<>();
    private final SSLSocketFactory sockets;

    private LdapSockets(SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /** For JNDI. */
    public static SocketFactory getDefault() {
        SSLSocketFactory chosen = CHOSEN.get();
        return new LdapSockets(chosen == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : chosen);
    }

    static void choose(SSLSocketFactory sockets) {
        CHOSEN.set(sockets);
    }

    static void forget() {
        CHOSEN.remove();
    }

    /** Not connected yet: so JNDI can keep its own time limit. */
    @Override
    public Socket createSocket() throws IOException {
        return sockets.createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return sockets.createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return sockets.createSocket(host, port, localHost, localPort);
    }
}
