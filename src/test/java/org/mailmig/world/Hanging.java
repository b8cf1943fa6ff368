// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.time.Duration;

/**
 * How long tests wait for an event that must come. The limit detects a hang and never measures speed: on a shared machine a test of
 * one second may take a minute.
 */
public final class Hanging {
    /** An event that has not come after this time does not come. */
    public static final Duration AFTER = Duration.ofMinutes(5);

    private Hanging() {}
}
