// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ConnectionNotAdmittedException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.server.ServerAddress;

/** The TCP connection, with TLS, of one IMAP connection. One thread at a time reads, one writes; any may {@link #abort}. */
public final class Transport {
    private static final int GREETING_MILLIS = 2000;
    private final ServerAddress server;
    private final String peer;
    private volatile Socket tcp = new Socket();
    private volatile boolean aborted;
    private final Pace pace;
    private volatile long handshakingSince;
    private Socket top;
    private volatile ByteSource source;
    private volatile ByteSink sink;

    /** @param peer the server as named in messages */
    public Transport(ServerAddress server, String peer) {
        this.server = server;
        this.peer = peer;
        this.pace = new Pace(peer);
        pace.timeout(server.connectTimeout());
    }

    /**
     * Connects, with TLS if that comes first (RFC 8314).
     *
     * @throws ConnectionLostException if the server does not answer
     * @throws TlsException if the server's identity cannot be verified
     */
    public void connect() throws IOException {
        try {
            dial();
            try {
                if (server.tls() == ServerAddress.Tls.IMPLICIT) {
                    protect();
                } else {
                    top = tcp;
                    useStreams();
                    awaitGreeting();
                }
            } catch (ConnectionLostException e) {
                throw aborted ? e : notAdmitted(e);
            }
            WriteWatch.add(this);
        } catch (IOException | RuntimeException e) {
            abort();
            throw e;
        }
    }

    /**
     * Returns the exception for a connection that the server closed right after it was accepted: it usually has too many connections. A
     * timeout is different.
     */
    public static ConnectionLostException notAdmitted(ConnectionLostException e) {
        return e.getCause() instanceof SocketTimeoutException
                ? e
                : new ConnectionNotAdmittedException(e.getMessage(), e.getCause());
    }

    /** Waits for the greeting. A port with implicit TLS sends nothing before the TLS handshake, so that the wait would end in a timeout. */
    private void awaitGreeting() throws IOException {
        int patience = tcp.getSoTimeout();
        tcp.setSoTimeout(Math.min(patience, GREETING_MILLIS));
        try {
            source.peek();
        } catch (ConnectionLostException e) {
            if (!(e.getCause() instanceof SocketTimeoutException)) {
                throw e;
            }
            if (!aborted && speaksTls()) {
                throw new TlsException(
                        peer + " waits for TLS before its greeting; write imaps:// in mailmig." + server.name()
                                + ".uri (or .tls = implicit)",
                        e);
            }
        } finally {
            if (!aborted) {
                tcp.setSoTimeout(patience);
            }
        }
    }

    /** Tries TLS on another connection; the certificate does not matter here. Sends nothing but the handshake. */
    private boolean speaksTls() {
        try (Socket probe = new Socket()) {
            probe.connect(tcp.getRemoteSocketAddress(), GREETING_MILLIS);
            probe.setSoTimeout(GREETING_MILLIS);
            SSLSocket tls = (SSLSocket)
                    SSLContext.getDefault().getSocketFactory().createSocket(probe, server.host(), server.port(), true);
            tls.startHandshake();
            return true;
        } catch (SSLHandshakeException e) {
            return !(e.getCause() instanceof EOFException || e.getCause() instanceof SocketException);
        } catch (IOException | NoSuchAlgorithmException e) {
            return false;
        }
    }

    /** Tries all addresses of the name in turn. */
    private void dial() throws IOException {
        IOException last = null;
        for (InetAddress address : addresses(server, peer)) {
            Socket socket = new Socket();
            tcp = socket;
            try {
                if (aborted) {
                    throw new SocketException("given up");
                }
                socket.connect(new InetSocketAddress(address, server.port()), millis(server.connectTimeout()));
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.setSoTimeout(millis(server.connectTimeout()));
                return;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw new ConnectionLostException(peer + " cannot be reached: " + last.getMessage(), last);
    }

    private static InetAddress[] addresses(ServerAddress server, String peer) throws ConnectionLostException {
        try {
            return InetAddress.getAllByName(server.host());
        } catch (UnknownHostException e) {
            throw new ConnectionLostException(peer + " cannot be reached: the host name is not known", e);
        }
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }

    /**
     * Starts TLS. Fails if the server sent something in clear after its OK, which would be taken for protected otherwise (RFC 9051,
     * 6.2.1).
     */
    public void startTls() throws IOException {
        if (source.buffered() > 0) {
            throw new TlsException(peer + " sent clear text after its answer to STARTTLS", null);
        }
        protect();
    }

    private void protect() throws IOException {
        try {
            SSLContext context = server.sslContext() == null ? SSLContext.getDefault() : server.sslContext();
            SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(tcp, server.host(), server.port(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tcp.setSoTimeout(millis(server.connectTimeout()));
            handshakingSince = System.nanoTime() | 1;
            WriteWatch.add(this);
            tls.startHandshake();
            top = tls;
        } catch (NoSuchAlgorithmException e) {
            throw new TlsException(peer + ": this Java offers no TLS", e);
        } catch (SocketTimeoutException e) {
            throw new ConnectionLostException(peer + " did not answer in time in the TLS handshake", e);
        } catch (SSLException e) {
            if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
                throw new ConnectionLostException(peer + " aborted the TLS handshake: " + e.getMessage(), e);
            }
            throw new TlsException(
                    peer + ": the connection cannot be protected: " + TlsFault.words(e, server.name()), e);
        } catch (IOException e) {
            throw new ConnectionLostException(peer + " aborted the TLS handshake: " + e.getMessage(), e);
        } finally {
            handshakingSince = 0;
        }
        useStreams();
    }

    private void useStreams() throws IOException {
        source = new ByteSource(top.getInputStream(), peer, pace);
        sink = new ByteSink(top.getOutputStream(), peer);
    }

    /** From here on a response may take as long as configured. */
    public void established() throws IOException {
        tcp.setSoTimeout(millis(server.replyTimeout()));
        pace.timeout(server.replyTimeout());
    }

    /** Limits the time of responses until the next call; {@code null}: as configured. */
    public void replyWithin(Duration patience) {
        boolean sooner = patience != null && patience.compareTo(server.replyTimeout()) < 0;
        try {
            tcp.setSoTimeout(millis(sooner ? patience : server.replyTimeout()));
        } catch (SocketException e) {
            return; // the connection is closed: there is nothing to wait for
        }
    }

    public ByteSource source() {
        return source;
    }

    public ByteSink sink() {
        return sink;
    }

    /**
     * Returns whether a write has been stuck for longer than the reply timeout, or a read or the TLS handshake for much longer. A
     * socket's time limit restarts with each byte, so that one TLS record could take days.
     */
    boolean isStuck() {
        ByteSink out = sink;
        ByteSource in = source;
        return isOlder(out == null ? 0 : out.writingSince(), server.replyTimeout())
                || isOlder(
                        in == null ? 0 : in.readingSince(),
                        server.replyTimeout().multipliedBy(Pace.TIMEOUTS))
                || isOlder(handshakingSince, server.connectTimeout().multipliedBy(Pace.TIMEOUTS));
    }

    private static boolean isOlder(long since, Duration most) {
        return since != 0 && System.nanoTime() - since > most.toNanos();
    }

    public boolean isOpen() {
        return !tcp.isClosed();
    }

    /** Closes the TCP connection itself: closing TLS could wait for a stuck write. */
    public void abort() {
        aborted = true;
        WriteWatch.remove(this);
        try {
            tcp.close();
        } catch (IOException e) {
            return; // it is closed already, as intended
        }
    }
}
