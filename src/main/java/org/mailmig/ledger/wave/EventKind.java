// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.wave;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailmig.Outcome;
import org.slf4j.event.Level;

/** What an event is about. The word is stored in the ledger and written by {@code --json} and the console. */
public enum EventKind {
    /** How an account ended. */
    DONE,
    PARTIAL(Level.WARN),
    REFUSED(Level.WARN),
    FAILED(Level.ERROR),
    /** An account of a wave that holds is copied and verified. */
    SYNCED,
    /** An account left its worker before its end: the process is stopping, or a transient error occurred. */
    INTERRUPTED,
    RETRYING,

    /** A wave begins. */
    BEGINS,
    /** A wave's report was written; the text is its folder. */
    REPORT,
    /** A wave's report was accepted by the mail server. */
    MAILED,
    /** A wave's report could not be written or mailed. */
    UNREPORTED,
    /** A control file was rejected. */
    REJECTED,
    /** An account's dead letter was written. */
    DEAD_LETTER("deadletter"),
    WARNING(Level.WARN),

    /** The forwarder of an account's directory entry. */
    STAMPED,
    UNSTAMPED,
    CLEARED,
    RESTORED,
    /** Addresses of the source were added to the target's entry. */
    ADDRESSED,
    /** The directory as a whole. */
    DIRECTORY,

    /** A clone became a merge. */
    FELL_BACK("fellback"),
    /** The target is older than the ledger. */
    ROLLED_BACK("rolledback"),
    LEFT_OUT("leftout"),
    MAPPED,
    NOT_KEPT("notkept"),
    RENAMED,
    REMOVED,
    /** An APPEND was carried out twice by the target. */
    DOUBLED,
    ARRIVED,
    SWEPT,
    SIEVE,
    /** The mail-flow test. */
    PROBE,
    /** A server behaves differently from what it announces. */
    QUIRK,
    /** A server accepts fewer connections than are configured. */
    LIMITED,

    /** A kind that this version does not know: another version wrote the event. */
    OTHER;

    private static final Map<String, EventKind> BY_WORD =
            Stream.of(values()).collect(Collectors.toMap(EventKind::word, Function.identity()));

    private final String word;
    private final Level level;

    EventKind() {
        this(Level.INFO);
    }

    EventKind(Level level) {
        this.word = name().toLowerCase(Locale.ROOT);
        this.level = level;
    }

    EventKind(String word) {
        this.word = word;
        this.level = Level.INFO;
    }

    /** One lower-case word, at most 40 characters. */
    public String word() {
        return word;
    }

    /** The level at which it is logged. */
    public Level level() {
        return level;
    }

    /** Returns whether the account leaves its worker with this event. */
    public boolean endsWork() {
        return switch (this) {
            case DONE, PARTIAL, REFUSED, FAILED, SYNCED, INTERRUPTED, RETRYING -> true;
            default -> false;
        };
    }

    /** The kind with this word; {@link #OTHER} if there is none. */
    public static EventKind of(String word) {
        return BY_WORD.getOrDefault(word, OTHER);
    }

    /** The kind that says how an account ended. */
    public static EventKind of(Outcome outcome) {
        return switch (outcome) {
            case DONE -> DONE;
            case PARTIAL -> PARTIAL;
            case REFUSED -> REFUSED;
            case FAILED -> FAILED;
        };
    }

    @Override
    public String toString() {
        return word;
    }
}
