// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Where a server is and how to reach it.
 *
 * @param name its name in the configuration, used in messages
 * @param host DNS name or address; also the name that its certificate must bear
 * @param port TCP port
 * @param tls how the line is protected; {@link Tls#NONE} only where the operator wrote it
 * @param sslContext trust and keys, or {@code null} for the JDK's defaults
 * @param connectTimeout time for TCP and TLS to stand
 * @param replyTimeout time without a single octet from the server while a reply is due
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
