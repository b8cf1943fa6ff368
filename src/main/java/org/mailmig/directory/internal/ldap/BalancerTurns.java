// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.mailmig.ledger.copy.StampServer;

/** How often one address is connected to, in search of the servers behind it. Not thread-safe. */
final class BalancerTurns {
    /** Where a server is met and so many connections less one bring no further one, there is none to be expected. */
    private static final int WITHOUT_NEWS = 4;

    /** However many servers there are: each connection is a bind. */
    private static final int MOST = 32;

    private final Set<String> met = new HashSet<>();
    private final boolean balanced;
    private int turns;
    private int withoutNews;

    /** @param balanced may it be a balancer's address? Else it is connected to once. */
    BalancerTurns(boolean balanced) {
        this.balanced = balanced;
    }

    /** Is it connected to once more? To be called before each connection. */
    boolean next() {
        if (turns >= (balanced ? MOST : 1) || withoutNews >= WITHOUT_NEWS) {
            return false;
        }
        turns++;
        withoutNews++;
        return true;
    }

    /** This server answered. Returns whether it was not met before. */
    boolean met(StampServer server) {
        boolean news =
                met.add(server.name() == null ? server.address() : server.name().toLowerCase(Locale.ROOT));
        if (news) {
            withoutNews = 1;
        }
        return news;
    }
}
