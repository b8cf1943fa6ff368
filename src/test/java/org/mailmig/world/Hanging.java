// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.time.Duration;

/**
 * How long tests wait for what must happen. It says that something hangs, and measures no speed: machines are shared, and a test that
 * takes a second may take a minute there.
 */
public final class Hanging {
    /** What has not happened after this time does not happen any more. */
    public static final Duration AFTER = Duration.ofMinutes(5);

    private Hanging() {}
}
