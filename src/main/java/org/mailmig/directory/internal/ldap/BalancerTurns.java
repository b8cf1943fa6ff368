// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.mailmig.ledger.copy.StampServer;

/** How often one address is connected to while searching for the servers behind it. Not thread-safe. */
final class BalancerTurns {
    /** The search ends after this many connections, less one, without a new server. */
    private static final int WITHOUT_NEWS = 4;

    /** The maximum for any number of servers: each connection is a bind. */
    private static final int MOST = 32;

    private final Set<String> met = new HashSet<>();
    private final boolean balanced;
    private int turns;
    private int withoutNews;

    /** @param balanced whether it may be a load balancer's address; else it is connected to once */
    BalancerTurns(boolean balanced) {
        this.balanced = balanced;
    }

    /** Returns whether to connect once more. Call before each connection. */
    boolean next() {
        if (turns >= (balanced ? MOST : 1) || withoutNews >= WITHOUT_NEWS) {
            return false;
        }
        turns++;
        withoutNews++;
        return true;
    }

    /** Records a server that responded. Returns whether it is new. */
    boolean met(StampServer server) {
        boolean news =
                met.add(server.name() == null ? server.address() : server.name().toLowerCase(Locale.ROOT));
        if (news) {
            withoutNews = 1;
        }
        return news;
    }
}
