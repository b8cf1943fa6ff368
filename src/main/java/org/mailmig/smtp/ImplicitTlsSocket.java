// SPDX-License-Identifier: Apache-2.0
package org.mailmig.smtp;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS from the first byte (RFC 8314, 3), layered on a connection that is opened later: a socket factory's SSLSocket would open its own
 * connection, without limits.
 */
final class ImplicitTlsSocket extends Socket {
    private final Socket plain;
    private final SSLSocketFactory factory;
    private final String host;
    private final boolean identified;
    private volatile Socket current;

    /** @param identified whether the certificate must be valid for {@code host} (RFC 7817) */
    ImplicitTlsSocket(Socket plain, SSLSocketFactory factory, String host, boolean identified) {
        this.plain = plain;
        this.current = plain;
        this.factory = factory;
        this.host = host;
        this.identified = identified;
    }

    @Override
    public void bind(SocketAddress address) throws IOException {
        plain.bind(address);
    }

    @Override
    public void connect(SocketAddress address) throws IOException {
        connect(address, 0);
    }

    @Override
    public void connect(SocketAddress address, int millis) throws IOException {
        plain.connect(address, millis);
        SSLSocket tls = (SSLSocket) factory.createSocket(plain, host, plain.getPort(), true);
        if (identified) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
        }
        tls.startHandshake();
        current = tls;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return current.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream encrypted = current.getOutputStream();
        return new FilterOutputStream(encrypted) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                encrypted.write(bytes, from, count);
            }

            /** Closing TLS would wait for a write that is blocked. */
            @Override
            public void close() throws IOException {
                plain.close();
            }
        };
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        plain.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return plain.getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        plain.setTcpNoDelay(on);
    }

    @Override
    public InetAddress getInetAddress() {
        return plain.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return plain.getLocalAddress();
    }

    @Override
    public int getPort() {
        return plain.getPort();
    }

    @Override
    public int getLocalPort() {
        return plain.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return plain.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return plain.getLocalSocketAddress();
    }

    @Override
    public boolean isConnected() {
        return plain.isConnected();
    }

    @Override
    public boolean isBound() {
        return plain.isBound();
    }

    @Override
    public boolean isClosed() {
        return plain.isClosed();
    }

    @Override
    public void close() throws IOException {
        plain.close(); // first: it ends a blocked write, for which closing TLS would wait
        if (current != plain) {
            current.close();
        }
    }
}
