// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The line on which a key was first found. Keys are stored as 64-bit hashes with a random seed, 12 bytes each, in parts that grow one at a
 * time: a million rows fit into a small heap. Two different keys collide with a probability of 2^-64; another run has another seed.
 */
final class DuplicateKeys {
    private static final int PARTS = 256;
    private final long[][] hashes = new long[PARTS][16];
    private final int[][] lines = new int[PARTS][16];
    private final int[] sizes = new int[PARTS];
    private final long seed = ThreadLocalRandom.current().nextLong();

    /** Returns the line on which {@code key} was found before, or 0 if it is new: then {@code line} is remembered. */
    int put(String key, int line) {
        long hash = hash(key);
        int part = (int) (hash >>> 56);
        if (sizes[part] * 5 >= hashes[part].length * 4) {
            grow(part);
        }
        int slot = slot(hashes[part], lines[part], hash);
        int earlier = lines[part][slot];
        if (earlier == 0) {
            hashes[part][slot] = hash;
            lines[part][slot] = line;
            sizes[part]++;
        }
        return earlier;
    }

    private static int slot(long[] hashes, int[] lines, long hash) {
        int slot = (int) ((hash & 0x7FFF_FFFF) % hashes.length);
        while (lines[slot] != 0 && hashes[slot] != hash) {
            slot = slot + 1 == hashes.length ? 0 : slot + 1;
        }
        return slot;
    }

    private void grow(int part) {
        long[] oldHashes = hashes[part];
        int[] oldLines = lines[part];
        int length = oldHashes.length + oldHashes.length / 2;
        hashes[part] = new long[length];
        lines[part] = new int[length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldLines[i] != 0) {
                int slot = slot(hashes[part], lines[part], oldHashes[i]);
                hashes[part][slot] = oldHashes[i];
                lines[part][slot] = oldLines[i];
            }
        }
    }

    private long hash(String key) {
        long hash = seed;
        for (int i = 0; i < key.length(); i++) {
            hash = mix(hash ^ key.charAt(i));
        }
        return mix(hash ^ key.length());
    }

    /** The finaliser of SplitMix64: every input bit affects every output bit. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
