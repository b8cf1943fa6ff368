// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import java.util.Arrays;

/** Takes ranges by ascending first UID and joins adjacent ones. */
public final class UidSetBuilder {
    private long[] bounds = new long[16];
    private int length;

    public void add(long first, long last) {
        if (length > 0 && first <= bounds[length - 1] + 1) {
            bounds[length - 1] = Math.max(bounds[length - 1], last);
            return;
        }
        if (length == bounds.length) {
            bounds = Arrays.copyOf(bounds, length * 2);
        }
        bounds[length++] = UidSet.positive(first);
        bounds[length++] = last;
    }

    public boolean contains(long uid) {
        int found = Arrays.binarySearch(bounds, 0, length, uid);
        return found >= 0 || (-found - 1) % 2 == 1;
    }

    public UidSet build() {
        return length == 0 ? UidSet.empty() : UidSet.ofBounds(Arrays.copyOf(bounds, length));
    }
}
