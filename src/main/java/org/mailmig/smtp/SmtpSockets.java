// SPDX-License-Identifier: Apache-2.0
package org.mailmig.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.Properties;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.mailmig.runtime.LimitedSocket;

/** Connections to an SMTP server, limited in size and time. */
final class SmtpSockets extends SocketFactory {
    /** The responses for one mail take some kilobytes; also limits the length of a line. */
    private static final long MOST_BYTES = 1 << 20;

    private final LimitedSocket.Limits limits;
    private final Proxy proxy;
    private final String host;
    private final SSLSocketFactory implicit;
    private final boolean identified;

    /**
     * @param longest maximum duration of one connection, from {@code key}
     * @param protocol smtp or smtps
     * @param host the name for which the certificate must be valid
     * @param implicit encrypts from the first byte; {@code null}: the connection begins in clear text
     * @param more Jakarta Mail's properties about connections
     */
    SmtpSockets(
            Duration longest, String key, String protocol, String host, SSLSocketFactory implicit, Properties more) {
        this.limits = new LimitedSocket.Limits("the SMTP server", MOST_BYTES, longest, key);
        this.host = host;
        this.implicit = implicit;
        this.identified = !"false".equals(more.getProperty("mail." + protocol + ".ssl.checkserveridentity"));
        this.proxy = proxy("mail." + protocol + ".", more);
    }

    private static Proxy proxy(String prefix, Properties more) {
        String socks = more.getProperty(prefix + "socks.host", "");
        String http = more.getProperty(prefix + "proxy.host", "");
        if (!http.isEmpty()) {
            return new Proxy(Proxy.Type.HTTP, address(http, more.getProperty(prefix + "proxy.port", "80")));
        }
        return socks.isEmpty()
                ? null
                : new Proxy(Proxy.Type.SOCKS, address(socks, more.getProperty(prefix + "socks.port", "1080")));
    }

    private static InetSocketAddress address(String host, String port) {
        return InetSocketAddress.createUnresolved(host, Integer.parseInt(port.trim()));
    }

    /** Not connected yet. */
    @Override
    public Socket createSocket() {
        LimitedSocket limited = proxy == null ? new LimitedSocket(limits) : new LimitedSocket(limits, proxy);
        return implicit == null ? limited : new ImplicitTlsSocket(limited, implicit, host, identified);
    }

    @Override
    public Socket createSocket(String to, int port) throws IOException {
        return connected(new InetSocketAddress(to, port), null);
    }

    @Override
    public Socket createSocket(String to, int port, InetAddress from, int fromPort) throws IOException {
        return connected(new InetSocketAddress(to, port), new InetSocketAddress(from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress to, int port) throws IOException {
        return connected(new InetSocketAddress(to, port), null);
    }

    @Override
    public Socket createSocket(InetAddress to, int port, InetAddress from, int fromPort) throws IOException {
        return connected(new InetSocketAddress(to, port), new InetSocketAddress(from, fromPort));
    }

    private Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
        Socket socket = createSocket();
        try {
            if (from != null) {
                socket.bind(from);
            }
            socket.connect(to);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
