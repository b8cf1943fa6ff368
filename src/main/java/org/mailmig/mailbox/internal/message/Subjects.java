// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.message;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Decodes the subject of a message (RFC 2047); used only if a row lists subjects to exclude. */
public final class Subjects {
    private Subjects() {}

    public static String of(byte[] message) {
        try {
            var headers = new jakarta.mail.internet.InternetHeaders(new ByteArrayInputStream(message), true);
            String subject = headers.getHeader("Subject", null);
            return subject == null ? "" : MimeUtility.decodeText(MimeUtility.unfold(subject));
        } catch (jakarta.mail.MessagingException | IOException e) {
            String start = new String(message, 0, Math.min(message.length, 8192), StandardCharsets.ISO_8859_1);
            int at = start.indexOf("Subject:");
            int end = at < 0 ? -1 : start.indexOf('\n', at);
            return end < 0 ? "" : start.substring(at + 8, end).trim();
        }
    }
}
