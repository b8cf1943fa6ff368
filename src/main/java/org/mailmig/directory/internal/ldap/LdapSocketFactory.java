// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.mailmig.runtime.LimitedSocket;

/**
 * Sockets to one address of a server's name, with configured certificates. JNDI accepts a factory only by its class name, so its parameters
 * for the connection being opened are kept per thread.
 */
public final class LdapSocketFactory extends SocketFactory {
    /**
     * @param address where to connect, regardless of the name
     * @param tls encrypts from the first byte; {@code null}: clear text
     * @param millis timeout of the connect and of each read in the TLS handshake
     */
    public record Choice(InetAddress address, SSLSocketFactory tls, int millis) {}

    /** Ten thousand entries of some kilobytes each. */
    private static final LimitedSocket.Limits LIMITS =
            new LimitedSocket.Limits("the directory", 64L << 20, Duration.ofMinutes(10), "");

    private static final ThreadLocal<Choice> CHOSEN = new ThreadLocal<>();
    private final Choice choice;

    private LdapSocketFactory(Choice choice) {
        this.choice = choice;
    }

    /** For JNDI. */
    public static SocketFactory getDefault() {
        return new LdapSocketFactory(CHOSEN.get());
    }

    public static void choose(Choice choice) {
        CHOSEN.set(choice);
    }

    public static void forget() {
        CHOSEN.remove();
    }

    /** The certificate must be valid for {@code host}, also if the name has several addresses. */
    @Override
    public Socket createSocket(String host, int port) throws IOException {
        if (choice == null) {
            throw new IOException("the connection was closed, and JNDI opens no other by itself");
        }
        Socket plain = new LimitedSocket(LIMITS);
        try {
            plain.connect(new InetSocketAddress(choice.address(), port), choice.millis());
            return choice.tls() == null ? plain : encrypted(plain, host, port);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private Socket encrypted(Socket plain, String host, int port) throws IOException {
        SSLSocket tls = (SSLSocket) choice.tls().createSocket(plain, host, port, true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("LDAPS");
        tls.setSSLParameters(parameters);
        tls.setSoTimeout(choice.millis());
        tls.startHandshake();
        tls.setSoTimeout(0);
        return tls;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }
}
