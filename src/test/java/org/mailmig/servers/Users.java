// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.util.concurrent.atomic.AtomicInteger;

/** User names that no other test has. */
public final class Users {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Users() {}

    /** Returns {@code name} and a number, valid in mail addresses and file names. */
    public static String fresh(String name) {
        return name + COUNT.incrementAndGet();
    }
}
