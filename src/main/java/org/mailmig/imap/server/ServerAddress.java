// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Where a server is and how to reach it.
 *
 * @param name its name in the configuration, used in messages
 * @param host DNS name or address; its certificate must have this name
 * @param port TCP port
 * @param tls how the connection is secured; {@link Tls#NONE} only if configured explicitly
 * @param sslContext trust and keys, or {@code null} for the JDK's defaults
 * @param connectTimeout time limit for TCP and TLS
 * @param replyTimeout time without a single byte from the server while a response is due
 */
public record ServerAddress(
        String name,
        String host,
        int port,
        Tls tls,
        SSLContext sslContext,
        Duration connectTimeout,
        Duration replyTimeout) {

    /** RFC 8314 (implicit), RFC 9051 section 6.2.1 (STARTTLS). */
    public enum Tls {
        IMPLICIT,
        STARTTLS,
        NONE
    }
}
