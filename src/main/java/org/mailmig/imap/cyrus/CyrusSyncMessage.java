// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.cyrus;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.text.FlagSyntax;

/**
 * One message in Cyrus' replication protocol.
 *
 * @param modSeq MODSEQ (RFC 7162), at least 1
 * @param changedSecs time of the last change, seconds since 1970
 * @param arrivedSecs INTERNALDATE, seconds since 1970
 * @param sha1 of its bytes, 40 hexadecimal digits
 */
public record CyrusSyncMessage(
        long uid, long modSeq, long changedSecs, Flags flags, long arrivedSecs, long size, String sha1) {
    public CyrusSyncMessage {
        if (uid < 1 || modSeq < 1 || changedSecs < 0 || arrivedSecs < 0 || size < 1 || !sha1.matches("[0-9a-f]{40}")) {
            throw new IllegalArgumentException("not a valid message: UID " + uid + ", " + size + " bytes");
        }
        flags = flags.where(FlagSyntax::sendable);
    }

    /** Returns its share of the folder's checksum, which is the exclusive or of all shares. */
    long crc() {
        long ofFlags = 0;
        for (String flag : flags.names()) {
            ofFlags ^= crc32(flag.toLowerCase(Locale.ROOT));
        }
        return crc32(String.join(
                " ",
                String.valueOf(uid),
                String.valueOf(modSeq),
                String.valueOf(changedSecs),
                "(" + ofFlags + ")",
                String.valueOf(arrivedSecs),
                sha1));
    }

    private static long crc32(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return crc.getValue();
    }

    String record() {
        return "%(UID " + uid + " MODSEQ " + modSeq + " LAST_UPDATED " + changedSecs + " FLAGS (" + flags
                + ") INTERNALDATE " + arrivedSecs + " SIZE " + size + " GUID " + sha1 + ")";
    }
}
