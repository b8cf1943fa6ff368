// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import java.util.List;
import java.util.Optional;
import org.mailmig.imap.server.Namespace;

/**
 * The namespaces of a target that belong to other users or are shared (RFC 2342). What lies there may be read by others: no
 * folder of a mailbox may be made there, whatever its name at the source. Names are raw.
 */
final class OtherUsersNamespaces {
    private static final String MARK = "-2";

    private final List<Namespace> foreign;
    private final String personalPrefix;
    private final char separator;

    /** @param personalPrefix with the separator at its end; what begins so belongs to the user unless a longer prefix holds it */
    OtherUsersNamespaces(List<Namespace> foreign, String personalPrefix, char separator) {
        this.foreign = foreign;
        this.personalPrefix = personalPrefix;
        this.separator = separator;
    }

    /** The namespace of others in which the server would put the name. */
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

    /** The name itself where it is the user's own; else one like it that is, the same each time. */
    String avoid(String raw) {
        String own = raw;
        Optional<Namespace> holder = holder(own);
        for (int attempt = 0; holder.isPresent() && attempt < 2 * foreign.size() + 2; attempt++) {
            own = moved(own, holder.get(), attempt % 2 == 1);
            holder = holder(own);
        }
        return own;
    }

    /** With another name at the level at which the namespace's prefix ends; its first character escaped where a mark does not help. */
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
