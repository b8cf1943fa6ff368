// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.wave;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** A wave's name, derived from its file's: letters and digits of any script, safe in a path, a command line and a terminal. */
public final class WaveName {
    /** In characters; together with a time, a path may have 255 bytes. */
    private static final int LONGEST = 100;

    private static final int LONGEST_BYTES = 180;
    private static final Pattern ENDING = Pattern.compile("\\.[A-Za-z0-9]{1,5}$");
    private static final Pattern OTHER = Pattern.compile("[^\\p{L}\\p{N}\\p{Mn}\\p{Mc}._-]+");
    private static final Pattern MARKS = Pattern.compile("(\\p{M}{2})\\p{M}+");

    private WaveName() {}

    /** Returns the name without the number that makes it unique. */
    public static String of(String file) {
        String plain = Normalizer.normalize(ENDING.matcher(file).replaceFirst(""), Normalizer.Form.NFC);
        String base = MARKS.matcher(OTHER.matcher(plain).replaceAll("_")).replaceAll("$1");
        base = base.replaceFirst("^[-\\p{M}]+", "_"); // not an option of a command, no accent without a letter
        base = base.isEmpty() || base.startsWith(".") ? "wave" + base : base;
        int end = Math.min(LONGEST, base.length());
        while (base.substring(0, end).getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_BYTES
                || Character.isHighSurrogate(base.charAt(end - 1))) {
            end--;
        }
        return base.substring(0, end);
    }

    /** The name as older versions made it, with ASCII letters only: scripts may use it. */
    public static String ascii(String file) {
        String base = ENDING.matcher(file).replaceFirst("").replaceAll("[^A-Za-z0-9._-]", "_");
        base = base.isEmpty() || base.startsWith(".") ? "wave" + base : base;
        return base.substring(0, Math.min(LONGEST, base.length()));
    }
}
