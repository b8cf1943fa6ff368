// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * How the server treats messages wrongly. Each field is one thing that it reports or does, and its default is correct behaviour.
 * Texts are as in {@link Message#text}.
 */
public final class Faults {
    /** The number of EXISTS. */
    public volatile LongUnaryOperator exists = real -> real;

    public volatile LongUnaryOperator statusMessages = real -> real;
    public volatile LongUnaryOperator statusUidNext = real -> real;
    public volatile LongUnaryOperator statusUidValidity = real -> real;
    /** In the responses to SELECT and EXAMINE. */
    public volatile LongUnaryOperator uidNext = real -> real;

    public volatile LongUnaryOperator uidValidity = real -> real;
    /** RFC822.SIZE. */
    public volatile LongUnaryOperator size = real -> real;
    /** Whether FETCH without a text or header answers for this UID. */
    public volatile LongPredicate lists = uid -> true;
    /** Whether SEARCH finds this UID. */
    public volatile LongPredicate finds = uid -> true;
    /** Whether FETCH sends the text of this UID. */
    public volatile LongPredicate sends = uid -> true;
    /** What APPEND stores of a text. */
    public volatile UnaryOperator<String> stores = text -> text;
    /** What FETCH sends of a text. */
    public volatile UnaryOperator<String> reads = text -> text;
    /** Texts that are not stored although APPEND answers OK. */
    public volatile Predicate<String> forgets = text -> false;
    /** Whether a message that the folder already has is not stored a second time. */
    public volatile boolean single;
    /** Flags that {@code APPEND} or {@code STORE} keeps; the others are dropped in silence. */
    public volatile BiPredicate<String, String> keeps = (command, flag) -> true;
    /** How many messages a command works on (RFC 9738); 0 for all. */
    public volatile int limit;
    /** The answer to a command that worked on some of its messages only. */
    public volatile String limitedAnswer = "OK";

    List<String> kept(String command, Collection<String> flags) {
        List<String> kept = new ArrayList<>(flags);
        kept.removeIf(flag -> flag.isEmpty() || !keeps.test(command, flag));
        return kept;
    }
}
