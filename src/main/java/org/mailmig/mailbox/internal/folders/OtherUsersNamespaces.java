// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.List;
import java.util.Optional;
import org.mailmig.imap.server.Namespace;

/**
 * The namespaces of a target that belong to other users or are shared (RFC 2342). Others may read what is there, so no folder of a
 * mailbox may be created there, whatever its name at the source. Names are raw.
 */
final class OtherUsersNamespaces {
    private static final String MARK = "-2";

    private final List<Namespace> foreign;
    private final String personalPrefix;
    private final char separator;

    /**
     * @param personalPrefix with the separator at its end; names with this prefix belong to the user unless a longer prefix of others
     *     matches
     */
    OtherUsersNamespaces(List<Namespace> foreign, String personalPrefix, char separator) {
        this.foreign = foreign;
        this.personalPrefix = personalPrefix;
        this.separator = separator;
    }

    /** Returns the namespace of other users in which the server would put the name. */
    Optional<Namespace> holder(String raw) {
        if (FolderNames.isInbox(raw)) {
            return Optional.empty();
        }
        int personal = new Namespace(personalPrefix, separator).holds(raw) ? personalPrefix.length() : -1;
        return foreign.stream()
                .filter(namespace ->
                        namespace.mayHold(raw) && namespace.prefix().length() > personal)
                .findFirst();
    }

    /** Returns the name itself if it is the user's own; otherwise a similar one that is, always the same. */
    String avoid(String raw) {
        String own = raw;
        Optional<Namespace> holder = holder(own);
        for (int attempt = 0; holder.isPresent() && attempt < 2 * foreign.size() + 2; attempt++) {
            own = moved(own, holder.get(), attempt % 2 == 1);
            holder = holder(own);
        }
        return own;
    }

    /** Returns the name with a changed level where the namespace's prefix ends; its first character is escaped if a mark does not help. */
    private String moved(String raw, Namespace from, boolean escaped) {
        String root = from.root();
        int begin = separator == 0 ? 0 : root.lastIndexOf(separator) + 1;
        int end = separator == 0 ? -1 : raw.indexOf(separator, Math.min(raw.length(), begin));
        end = end < 0 ? raw.length() : end;
        String level = SafeName.readable(raw.substring(begin, end));
        String other = escaped ? SafeName.firstEscaped(level) : level + MARK;
        return raw.substring(0, begin) + SafeName.literal(other) + raw.substring(end);
    }
}
