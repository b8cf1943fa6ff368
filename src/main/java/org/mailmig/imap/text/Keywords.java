// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import java.util.concurrent.ConcurrentHashMap;

/** Interns names of flags and keywords, up to a limit: a mailbox has a few, on each of its messages. */
public final class Keywords {
    private static final int MOST = 20_000;
    private static final int LONGEST = 200;
    private static final int MEMORY_OF_STRING = 56;
    private static final ConcurrentHashMap<String, String> NAMES = new ConcurrentHashMap<>();

    private Keywords() {}

    /** Returns the one String of this name; {@code null} if it is not shared. */
    public static String shared(String name) {
        if (name.length() > LONGEST) {
            return null;
        }
        String before = NAMES.get(name);
        if (before != null || NAMES.size() >= MOST) {
            return before;
        }
        before = NAMES.putIfAbsent(name, name);
        return before == null ? name : before;
    }

    /** Returns the bytes of memory that an unshared name takes. */
    public static long memory(String name) {
        return MEMORY_OF_STRING + name.length();
    }
}
