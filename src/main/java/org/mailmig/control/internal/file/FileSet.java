// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.mailmig.control.internal.text.Snapshot;

/** A control file and the files that it names: together they determine the wave. */
public final class FileSet {
    private final Snapshot control;
    private final MailmigFile mailmig;
    private final Charset charset;

    /**
     * @param control {@code null} if it could not be read
     * @param mailmig {@code null} if the control file contains its rows itself
     */
    FileSet(Snapshot control, MailmigFile mailmig, Charset charset) {
        this.control = control;
        this.mailmig = mailmig;
        this.charset = charset;
    }

    /** The control file first. */
    public List<Snapshot> all() {
        List<Snapshot> files = new ArrayList<>();
        Optional.ofNullable(control).ifPresent(files::add);
        if (mailmig != null) {
            files.addAll(mailmig.named());
        }
        return files;
    }

    /** The hash of everything that determines the wave: the file and the files that it names. */
    public String sha256() {
        if (mailmig == null) {
            return control.digest();
        }
        MessageDigest digest = Snapshot.sha256();
        for (Snapshot file : all()) {
            digest.update(file.digest().getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Describes how to copy {@code file} without its passwords. */
    public RedactedCopy redacted(Snapshot file) {
        RedactedCopy.Kind kind = mailmig == null ? RedactedCopy.Kind.CSV : mailmig.kind(file);
        return new RedactedCopy(file, charset, kind);
    }
}
