// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The features that a server announces (or must have) but does not support, as found out during use. All connections to the server
 * share it, so that each quirk costs one attempt and is reported once. Nothing is remembered for good: servers are updated, and chance
 * may look like a quirk. After a while the feature is tried again; if it fails again, it is not used for twice as long. Thread-safe.
 */
public final class ServerQuirks {
    /** Number of users who must meet a possibly accidental error before it counts for the whole server. */
    private static final int USERS_FOR_PROOF = 2;

    private final Set<Feature> switchedOff = EnumSet.noneOf(Feature.class);
    private final Map<Feature, QuirkTerm> refused = new EnumMap<>(Feature.class);
    private final Map<String, Map<Feature, QuirkTerm>> refusedByUser = new HashMap<>();
    /** Errors, possibly accidental, that each user met once, and when. */
    private final Map<String, Map<Feature, Long>> suspected = new HashMap<>();

    private final LongSupplier clock;
    private final Set<Feature> reported = EnumSet.noneOf(Feature.class);
    private final List<Quirk> unreported = new ArrayList<>();

    /**
     * One quirk that was found.
     *
     * @param text one sentence for the operator
     */
    public record Quirk(Feature feature, String text) {
        /** Returns whether something is not copied because of it. */
        public boolean loses() {
            return feature == Feature.METADATA_OPTIONS_BEHIND || feature == Feature.CREATE_SPECIAL_USE;
        }
    }

    public ServerQuirks() {
        this(System::nanoTime);
    }

    /** @param clock as {@link System#nanoTime} */
    ServerQuirks(LongSupplier clock) {
        this.clock = clock;
    }

    /** Switches a feature off by configuration: there is nothing to find out or to report. */
    public synchronized ServerQuirks without(Feature feature) {
        switchedOff.add(feature);
        return this;
    }

    public synchronized boolean lacks(Feature feature, String user) {
        return switchedOff.contains(feature)
                || !refused.isEmpty() && counts(refused, feature)
                || !refusedByUser.isEmpty() && counts(refusedByUser.getOrDefault(user, Map.of()), feature);
    }

    private boolean counts(Map<Feature, QuirkTerm> terms, Feature feature) {
        QuirkTerm term = terms.get(feature);
        return term != null && (!feature.isTriedAgain() || term.counts(now()));
    }

    /** Records that the server refused the feature, and did the same work without it. */
    public synchronized void refuse(Feature feature, String peer, String answer) {
        learn(refused, feature);
        report(feature, peer, answer);
    }

    private void learn(Map<Feature, QuirkTerm> terms, Feature feature) {
        terms.compute(feature, (same, last) -> QuirkTerm.next(last, now()));
    }

    /** Records that the feature may not work: this user stops using it, and everybody does once several users met the same. */
    public synchronized void doubt(Feature feature, String user, String peer, String what) {
        learn(refusedByUser.computeIfAbsent(user, key -> new EnumMap<>(Feature.class)), feature);
        long users = refusedByUser.values().stream()
                .filter(terms -> counts(terms, feature))
                .count();
        if (users >= USERS_FOR_PROOF) {
            learn(refused, feature);
        }
        report(feature, peer, what);
    }

    /**
     * Records an error that may have this or any other cause, such as a lost connection: only if it happens to this user again within
     * {@link QuirkTerm#FIRST}, the user stops using the feature. Nothing is reported.
     *
     * @param opened when the connection was opened ({@link #now}): several that break at the same time are one event
     */
    public synchronized void suspect(Feature feature, String user, long opened) {
        Map<Feature, Long> own = suspected.computeIfAbsent(user, key -> new EnumMap<>(Feature.class));
        Long last = own.get(feature);
        if (last == null || now() - last > QuirkTerm.FIRST.toNanos()) {
            own.put(feature, now());
        } else if (opened - last >= 0) {
            own.remove(feature);
            learn(refusedByUser.computeIfAbsent(user, key -> new EnumMap<>(Feature.class)), feature);
        }
    }

    public long now() {
        return clock.getAsLong();
    }

    /** Records that the user has the same problem without the feature: it was not the cause. */
    public synchronized void acquit(Feature feature, String user) {
        Map<Feature, QuirkTerm> own = refusedByUser.get(user);
        if (own != null && own.remove(feature) != null && own.isEmpty()) {
            refusedByUser.remove(user);
        }
    }

    private void report(Feature feature, String peer, String answer) {
        if (reported.add(feature)) {
            unreported.add(new Quirk(feature, peer + " " + answer + ": " + feature.consequence()));
        }
    }

    /** Returns what was found since the last call. */
    public synchronized List<Quirk> takeNew() {
        if (unreported.isEmpty()) {
            return List.of();
        }
        List<Quirk> news = List.copyOf(unreported);
        unreported.clear();
        return news;
    }
}
