// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;

/** Explains why a connection cannot be secured, and what to do about it, without names of Java classes. */
final class TlsFault {
    private static final String CLASS_NAMES = "(?:[a-z][a-z0-9]*\\.)+[A-Z][A-Za-z0-9$]*(?::\\s*)?";

    private TlsFault() {}

    /** @param server its name in the configuration */
    static String words(SSLException fault, String server) {
        String key = "mailmig." + server;
        if (isCausedBy(fault, CertificateExpiredException.class)) {
            return "its certificate has expired; renew it at the server";
        }
        if (isCausedBy(fault, CertPathBuilderException.class)) {
            return "its certificate was issued by an authority that is not trusted here; name the PEM file of its"
                    + " certificate authority in " + key + ".ca-file";
        }
        if (isCausedBy(fault, CertificateException.class)) {
            return "its certificate is not valid for this host name; write the name that it was issued for in " + key
                    + ".uri";
        }
        String text = String.valueOf(fault.getMessage());
        if (text.contains("Unsupported or unrecognized SSL message")) {
            return "this port does not speak TLS; correct the port, or write imap:// in " + key + ".uri for STARTTLS";
        }
        return text.replaceAll(CLASS_NAMES, "") + "; check " + key + ".uri and .ca-file";
    }

    private static boolean isCausedBy(Throwable fault, Class<? extends Throwable> kind) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
