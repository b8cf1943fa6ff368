// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import javax.net.ssl.SSLContext;

/** An IMAP server on the loopback address. */
public interface MailServer {
    /** Port without TLS at first; STARTTLS where the server has it. */
    int imapPort();

    /** Port with implicit TLS. */
    int imapsPort();

    /** Trusts this server. */
    SSLContext sslContext();

    /** The own password of this user, who exists from now on. */
    String password(String user);

    default String host() {
        return "127.0.0.1";
    }

    /** A camel-mail endpoint URI with implicit TLS. */
    default String imapsUri() {
        return "imaps://" + host() + ":" + imapsPort();
    }

    /** A camel-mail endpoint URI without implicit TLS. */
    default String imapUri() {
        return "imap://" + host() + ":" + imapPort();
    }
}
