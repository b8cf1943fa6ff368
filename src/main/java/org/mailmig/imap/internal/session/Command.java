// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.text.ServerText;
import org.mailmig.runtime.CrashPoint;

/** A client command before it gets its tag (RFC 9051, 6), composed of text and literals. */
public final class Command {
    /** Longer strings are sent as synchronising literals, so that a command of three strings is a line that every server reads. */
    public static final int MOST_QUOTED = 1000;

    /**
     * Limit of bytes of a command outside its literals, before a non-synchronising literal: servers read lines of 8,192 bytes or more
     * (RFC 2683, 3.2.1.5; RFC 7162, 4). A server that refuses the line would execute the literal as commands.
     */
    public static final int MOST_LINE = 4000;

    /** <code>{1048576+}</code> with its line end. */
    public static final int LONGEST_ANNOUNCEMENT = 12;

    /** Commands that change what is on the server. */
    private static final Set<String> CHANGES = Set.of(
            "APPEND",
            "CREATE",
            "RENAME",
            "DELETE",
            "SUBSCRIBE",
            "UNSUBSCRIBE",
            "UID STORE",
            "UID EXPUNGE",
            "SYNCAPPLY MESSAGE",
            "SYNCAPPLY MAILBOX");

    private final String name;
    private final List<Piece> pieces = new ArrayList<>();
    private final Set<Feature> features = EnumSet.noneOf(Feature.class);

    /** Text, or a literal after it. */
    sealed interface Piece {}

    /** @param octets one char per byte */
    record Text(String octets) implements Piece {}

    /** @param patient whether it is never sent before the server asks for it (a synchronising literal) */
    record Literal(long size, boolean patient, AppendMessage.Body body) implements Piece {}

    /** Bytes that were announced in the text before them. */
    record Octets(long size, AppendMessage.Body body) implements Piece {}

    /** @param name the command's name in messages */
    public Command(String name) {
        this.name = name;
        text(name);
    }

    /** Creates a command whose arguments are all text. */
    public static Command of(String name, String arguments) {
        return new Command(name).text(" " + arguments);
    }

    String name() {
        return name;
    }

    /** Declares that the command uses this feature, and that the same could be done without it. */
    public Command uses(Feature feature) {
        features.add(feature);
        return this;
    }

    public Set<Feature> features() {
        return features;
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** Marks a {@link CrashPoint} if the command changes what is on the server. */
    void crashPoint(String when) {
        if (CrashPoint.isOn() && CHANGES.contains(name)) {
            CrashPoint.step(when + " " + name);
        }
    }

    public boolean hasLiteral() {
        return pieces.stream().anyMatch(Literal.class::isInstance);
    }

    public Command text(String octets) {
        pieces.add(new Text(octets));
        return this;
    }

    public Command literal(long size, boolean patient, AppendMessage.Body body) {
        pieces.add(new Literal(size, patient, body));
        return this;
    }

    public Command octets(long size, AppendMessage.Body body) {
        pieces.add(new Octets(size, body));
        return this;
    }

    /**
     * Appends a blank and a string: quoted if that is safe on any server, else a literal.
     *
     * @param raw one char per byte
     * @throws IllegalArgumentException if it contains what no string may contain
     */
    public Command string(String raw) {
        return text(" ").bare(raw);
    }

    /** Appends strings separated by blanks. */
    public Command strings(List<String> raws) {
        for (int i = 0; i < raws.size(); i++) {
            text(i == 0 ? "" : " ").bare(raws.get(i));
        }
        return this;
    }

    private Command bare(String raw) {
        if (raw.length() < MOST_QUOTED && raw.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            String quoted = '"' + raw.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            if (quoted.length() <= MOST_QUOTED) {
                return text(quoted);
            }
        }
        if (raw.chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n' || c > 0xFF)) {
            throw new IllegalArgumentException("not sendable in " + name + ": " + ServerText.shown(raw));
        }
        byte[] octets = raw.getBytes(StandardCharsets.ISO_8859_1);
        return literal(octets.length, true, out -> out.write(octets));
    }
}
