// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one server announces (or has to do) and yet does not do, learnt while it is used. All connections to the server share
 * it, so that each quirk costs one attempt and is said once. Thread-safe.
 */
public final class ServerQuirks {
    /** So many users must meet a fault that may be chance before the whole server is treated so. */
    private static final int USERS_FOR_PROOF = 2;

    private final Set<Feature> refused = EnumSet.noneOf(Feature.class);
    private final Map<String, Set<Feature>> refusedByUser = new ConcurrentHashMap<>();
    private final Map<String, Set<Feature>> suspected = new ConcurrentHashMap<>();
    private final Set<Feature> told = EnumSet.noneOf(Feature.class);
    private final List<Quirk> untold = new ArrayList<>();

    /**
     * A way of doing something that can be done more plainly. The order is that in which they are given up: what costs least
     * comes first.
     */
    public enum Feature {
        CONDSTORE("CONDSTORE", "changes are found by comparing all flags"),
        STATUS_SIZE("STATUS=SIZE", "sizes are summed up message by message"),
        LIST_STATUS("LIST-STATUS", "each folder is asked for its counters"),
        LIST_SPECIAL_USE("", "LIST is not asked for roles; what it shows unasked is used"),
        LIST_EXTENDED("LIST-EXTENDED", "LIST and LSUB are used"),
        ESEARCH("ESEARCH", "plain SEARCH is used"),
        UNSELECT("UNSELECT", "a folder is left by EXAMINE of a name that does not exist"),
        NAMESPACE("NAMESPACE", "all folders are taken for the user's own"),
        CREATE_SPECIAL_USE("CREATE-SPECIAL-USE", "folders are created without their roles"),
        METADATA_OPTIONS("", "GETMETADATA's options are put behind the folder's name"),
        METADATA_OPTIONS_BEHIND("", "GETMETADATA asks without options: of annotations the comments alone are found"),
        LITERALS("LITERAL+", "each literal waits for the server's word"),
        MULTIAPPEND("MULTIAPPEND", "messages are appended one by one"),
        PIPELINING("", "each command waits for the answer to the one before");

        private final String capability;
        private final String consequence;

        Feature(String capability, String consequence) {
            this.capability = capability;
            this.consequence = consequence;
        }

        /** As the server announces it; empty where it is announced by none of its own. */
        String capability() {
            return capability;
        }
    }

    /**
     * One quirk that was found.
     *
     * @param text one sentence for the operator
     */
    public record Quirk(Feature feature, String text) {
        /** Is something not copied because of it? */
        public boolean loses() {
            return feature == Feature.METADATA_OPTIONS_BEHIND || feature == Feature.CREATE_SPECIAL_USE;
        }
    }

    synchronized boolean lacks(Feature feature, String user) {
        return refused.contains(feature)
                || !refusedByUser.isEmpty()
                        && refusedByUser.getOrDefault(user, Set.of()).contains(feature)
                || !suspected.isEmpty()
                        && suspected.getOrDefault(user, Set.of()).contains(feature);
    }

    /** The server was seen to refuse it, and to do the same work without it. */
    synchronized void refuse(Feature feature, String peer, String answer) {
        refused.add(feature);
        tell(feature, peer, answer);
    }

    /** Perhaps it does not work: this user goes on without it, and everybody once several users met the same. */
    synchronized void doubt(Feature feature, String user, String peer, String what) {
        refusedByUser
                .computeIfAbsent(user, key -> EnumSet.noneOf(Feature.class))
                .add(feature);
        if (refusedByUser.values().stream()
                        .filter(features -> features.contains(feature))
                        .count()
                >= USERS_FOR_PROOF) {
            refused.add(feature);
        }
        tell(feature, peer, what);
    }

    /** It may have been that, or anything else: this user goes on without it, and nothing is said. */
    synchronized void suspect(Feature feature, String user) {
        suspected.computeIfAbsent(user, key -> EnumSet.noneOf(Feature.class)).add(feature);
    }

    /** Without it this user has the same trouble: it was not to blame. */
    synchronized void acquit(Feature feature, String user) {
        Set<Feature> own = refusedByUser.get(user);
        if (own != null && own.remove(feature) && own.isEmpty()) {
            refusedByUser.remove(user);
        }
    }

    private void tell(Feature feature, String peer, String answer) {
        if (told.add(feature)) {
            untold.add(new Quirk(feature, peer + " " + answer + ": " + feature.consequence));
        }
    }

    /** What was found since this was asked last. */
    public synchronized List<Quirk> untold() {
        if (untold.isEmpty()) {
            return List.of();
        }
        List<Quirk> news = List.copyOf(untold);
        untold.clear();
        return news;
    }
}
