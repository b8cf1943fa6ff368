// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * All tests run by a clock on which it is one in the night when they begin: GreenMail takes twelve o'clock in the date of an
 * APPEND for midnight, and tests append at whatever time they run. Set once, for GreenMail keeps the zone that it found first.
 */
public final class NightClock implements BeforeAllCallback {
    static {
        int hour = Instant.now().atOffset(ZoneOffset.UTC).getHour();
        int offset = hour > 12 ? 25 - hour : 1 - hour;
        TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.ofHours(offset)));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // The class was loaded: that is all.
    }
}
