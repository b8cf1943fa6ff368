// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import org.mailmig.error.TransientException;
import org.mailmig.runtime.PrivateFiles;

/**
 * A private copy of a file, unaffected by later changes. The copy is in the work folder without a name, so that a crash leaves no passwords
 * behind.
 */
public final class Snapshot implements AutoCloseable {
    private final Path file;
    private final FileChannel copy;
    private final RegularFile original;
    private final String sha256;

    private Snapshot(Path file, FileChannel copy, RegularFile original, String sha256) {
        this.file = file;
        this.copy = copy;
        this.original = original;
        this.sha256 = sha256;
    }

    /**
     * @throws BadFileException for anything but a readable regular file of at most {@code limit} bytes
     * @throws TransientException if the file changed while it was read
     */
    public static Snapshot take(Path file, Path workDir, long limit, boolean dropped) throws IOException {
        RegularFile before = RegularFile.of(file);
        if (dropped && before.names() > 1) {
            throw new BadFileException(
                    "is a hard link and could be any file of this machine: put a copy here instead.");
        }
        if (before.size() > limit) {
            throw new BadFileException("is larger than " + limit + " bytes (mailmig.intake.largest): split it.");
        }
        FileChannel copy = FileChannel.open(
                workDir.resolve("." + UUID.randomUUID() + ".tmp"),
                Set.of(CREATE_NEW, READ, WRITE, DELETE_ON_CLOSE),
                PrivateFiles.file());
        try (FileChannel in = FileChannel.open(file, READ, NOFOLLOW_LINKS)) {
            String sha256 = copy(in, copy, limit);
            RegularFile after = RegularFile.of(file);
            if (after.size() != copy.size() || !before.isSame(after)) {
                throw new TransientException(
                        file + " changed while it was read: it is read again when it stops changing.", null);
            }
            return new Snapshot(file, copy, after, sha256);
        } catch (IOException | RuntimeException e) {
            copy.close();
            if (e instanceof IOException && !(e instanceof BadFileException) && !Files.isReadable(file)) {
                throw new BadFileException("cannot be read: give this user permission to read it.");
            }
            throw e;
        }
    }

    private static String copy(FileChannel in, FileChannel copy, long limit) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (in.read(buffer) >= 0) {
            buffer.flip();
            digest.update(buffer.duplicate());
            while (buffer.hasRemaining()) {
                copy.write(buffer);
            }
            buffer.clear();
            if (copy.size() > limit) {
                throw new BadFileException("is larger than " + limit + " bytes (mailmig.intake.largest): split it.");
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    public Path file() {
        return file;
    }

    public String name() {
        return file.getFileName().toString();
    }

    /** Lower-case hex. */
    public String digest() {
        return sha256;
    }

    /** The content from the beginning, as often as needed. Closing the stream does nothing. */
    public InputStream open() {
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] to, int start, int length) throws IOException {
                int read = copy.read(ByteBuffer.wrap(to, start, length), position);
                position += Math.max(read, 0);
                return read;
            }
        };
    }

    /** Deletes the file itself. False if it was changed or replaced since: then it stays. */
    public boolean deleteOriginal() throws IOException {
        if (!Files.exists(file, NOFOLLOW_LINKS)) {
            return true;
        }
        if (!original.isSame(RegularFile.present(file))) {
            return false;
        }
        Files.delete(file);
        return true;
    }

    @Override
    public void close() throws IOException {
        copy.close();
    }
}
